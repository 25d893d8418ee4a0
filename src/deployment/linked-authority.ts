import type { FunctionDescription } from '../aws/ports/ports.ts';
import type { IssuerCertificate } from './issuer-certificate.ts';
import { AUTHORITY, type Tags } from './ownership.ts';
import { deployedExternal } from './deployed-signer.ts';

/** A Private CA by its ARN, or a CA elsewhere by its certificate or the SHA-256 of it. */
export type LinkedAuthorityName =
  { readonly arn: string } | { readonly issuer: IssuerCertificate } | { readonly fingerprint: string };

const FINGERPRINT = 'sha256:';

/**
 * The CA that a function uses, as far as it can be told from outside: what our signer is set to, then what the operator
 * said when the provider was enabled, then the variable of AWS's sample function.
 */
export function linkedAuthority(
  environment: FunctionDescription['environment'],
  providerTags: Tags,
): LinkedAuthorityName | undefined {
  const external = deployedExternal(environment);
  if (external) return { issuer: external.issuer };
  const named = environment['CERTPROV_CA_ARN'] ?? providerTags[AUTHORITY] ?? environment['CA_ARN'];
  if (named?.startsWith(FINGERPRINT)) return { fingerprint: named.slice(FINGERPRINT.length) };
  return named !== undefined && /^arn:[^:]+:acm-pca:/.test(named) ? { arn: named } : undefined;
}
