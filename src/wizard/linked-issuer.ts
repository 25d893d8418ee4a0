import type { AwsReader } from '../aws/ports/ports.ts';
import { asIssuer, type IssuerCertificate } from '../deployment/issuer-certificate.ts';
import type { AuthorityAnswer } from '../steps/link-authority.ts';

/** The certificate of the CA that the plan links, whoever runs it. */
export async function linkedIssuer(
  authority: AuthorityAnswer,
  reader: AwsReader,
): Promise<IssuerCertificate | undefined> {
  if (authority.kind !== 'acm-pca') return authority.issuer;
  const certificate = await reader.certificateAuthorityCertificate(authority.authority.arn);
  return certificate && asIssuer(certificate.certificatePem);
}
