import { parseAcmPcaArn } from './acm-pca-arn.ts';
import { acmPcaSigningAlgorithm } from './acm-pca-signing-algorithm.ts';
import type { AuthorityConfig } from './authority.ts';

/** What the signer has to be told: which CA, and for how long a certificate is good. */
export interface SignerConfiguration {
  readonly authority: AuthorityConfig;
  readonly validityDays: number;
}

/** The function's environment variables for a configuration; `readSignerEnvironment` is the way back. */
export const signerEnvironment = ({ authority, validityDays }: SignerConfiguration): Record<string, string> => ({
  CERTPROV_CA_ARN: authority.certificateAuthorityArn,
  CERTPROV_CA_KEY_ALGORITHM: authority.keyAlgorithm,
  CERTPROV_CA_NOT_AFTER: authority.notAfter,
  CERTPROV_VALIDITY_DAYS: String(validityDays),
});

/** Every problem in one message, because a function that does not start is read about in a log. */
export function readSignerEnvironment(env: Readonly<Record<string, string | undefined>>): SignerConfiguration {
  const problems: string[] = [];
  function read(name: string, isValid: (value: string) => boolean, expected: string): string {
    const value = env[name]?.trim() ?? '';
    if (value === '') problems.push(`${name} is not set (${expected})`);
    else if (!isValid(value)) problems.push(`${name} is ${JSON.stringify(value.slice(0, 100))}, not ${expected}`);
    return value;
  }

  const authority = {
    kind: 'acm-pca' as const,
    certificateAuthorityArn: read(
      'CERTPROV_CA_ARN',
      (v) => parseAcmPcaArn(v) !== undefined,
      'the ARN of an AWS Private CA',
    ),
    keyAlgorithm: read(
      'CERTPROV_CA_KEY_ALGORITHM',
      (v) => acmPcaSigningAlgorithm(v) !== undefined,
      'an RSA or EC key algorithm such as EC_prime256v1',
    ),
    notAfter: read('CERTPROV_CA_NOT_AFTER', isIso8601, 'an ISO 8601 time such as 2035-01-01T00:00:00Z'),
  };
  const days = read(
    'CERTPROV_VALIDITY_DAYS',
    (v) => /^[1-9]\d{0,4}$/.test(v),
    'a whole number of days from 1 to 99999',
  );
  if (problems.length > 0) {
    throw Object.assign(new Error(`the signer's settings are not usable: ${problems.join('; ')}`), {
      name: 'ConfigurationInvalid',
    });
  }
  return { authority, validityDays: Number(days) };
}

const isIso8601 = (value: string): boolean =>
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?(Z|[+-]\d\d:\d\d)$/.test(value) && !Number.isNaN(Date.parse(value));
