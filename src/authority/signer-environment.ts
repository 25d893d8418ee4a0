import { parseAcmPcaArn } from './acm-pca/acm-pca-arn.ts';
import { acmPcaSigningAlgorithm } from './acm-pca/acm-pca-signing-algorithm.ts';
import { ACM_PCA_TEMPLATES } from './acm-pca/acm-pca-template.ts';
import type { AcmPcaConfig } from './authority.ts';
import { EnvironmentReader } from './environment-reader.ts';
import { DEFAULT_RULE, ruleEnvironment, type RequestedRule } from './requested-rule.ts';

/** What the signer of a Private CA has to be told: which CA, and for how long a certificate is good. */
interface SignerConfiguration {
  readonly authority: AcmPcaConfig;
  readonly validityDays: number;
  readonly requested: RequestedRule;
}

/** The function's environment variables for a configuration; `readSignerEnvironment` reads them again. */
export const signerEnvironment = ({
  authority,
  validityDays,
  requested = DEFAULT_RULE,
}: Omit<SignerConfiguration, 'requested'> & { readonly requested?: RequestedRule }): Record<string, string> => ({
  CERTPROV_CA_ARN: authority.certificateAuthorityArn,
  CERTPROV_CA_KEY_ALGORITHM: authority.keyAlgorithm,
  CERTPROV_CA_TEMPLATE: authority.template,
  CERTPROV_VALIDITY_DAYS: String(validityDays),
  ...ruleEnvironment(requested),
});

export function readSignerEnvironment(env: Readonly<Record<string, string | undefined>>): SignerConfiguration {
  const read = new EnvironmentReader(env);
  const authority = {
    kind: 'acm-pca' as const,
    certificateAuthorityArn: read.text(
      'CERTPROV_CA_ARN',
      (v) => parseAcmPcaArn(v) !== undefined,
      'the ARN of an AWS Private CA',
    ),
    keyAlgorithm: read.text(
      'CERTPROV_CA_KEY_ALGORITHM',
      (v) => acmPcaSigningAlgorithm(v) !== undefined,
      'an RSA or EC key algorithm such as EC_prime256v1',
    ),
    template: read.oneOf('CERTPROV_CA_TEMPLATE', ACM_PCA_TEMPLATES),
  };
  const validityDays = read.validityDays();
  const requested = read.requested();
  read.throwProblems();
  return { authority, validityDays, requested };
}
