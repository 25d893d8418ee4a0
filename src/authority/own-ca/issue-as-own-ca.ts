import type { Certificate } from '../../csr/certificate.ts';
import { issueDeviceCertificate } from '../../csr/issue-device-certificate.ts';
import type { SignBytes, SigningAlgorithm } from '../../csr/sign-der.ts';
import { AuthorityError } from '../authority-error.ts';
import type { IssuedCertificate, IssueRequest } from '../authority.ts';
import type { Clock } from '../clock.ts';

interface OwnCa {
  readonly issuer: Certificate;
  readonly signatureAlgorithm: SigningAlgorithm;
  readonly sign: SignBytes;
  readonly clock: Clock;
}

/**
 * One certificate of a CA whose key is in AWS. Whether the signature is by that key is not asked here: the signer
 * verifies every certificate against the CA's, and twice would be once too often.
 */
export async function issueAsOwnCa(
  { issuer, signatureAlgorithm, sign, clock }: OwnCa,
  { csr, validityDays }: IssueRequest,
): Promise<IssuedCertificate> {
  const now = clock.now();
  if (now < issuer.notBefore.getTime() || now >= issuer.notAfter.getTime()) {
    const span = `${issuer.notBefore.toISOString()} to ${issuer.notAfter.toISOString()}`;
    throw new AuthorityError('AUTHORITY_NOT_ACTIVE', `the certificate of the CA is valid from ${span}, and not now`);
  }
  const template = { request: csr, issuer, validityDays, signatureAlgorithm, now };
  const { pem } = await issueDeviceCertificate(template, sign);
  return { certificatePem: pem, authorityMs: clock.now() - now };
}
