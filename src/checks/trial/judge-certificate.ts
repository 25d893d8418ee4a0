import type { Certificate } from '../../csr/certificate.ts';
import type { CertificationRequest } from '../../csr/certification-request.ts';
import { checkCertificateSize } from './certificate-size.ts';
import { checkClientAuth } from './client-auth.ts';
import { checkCriticalExtensions } from './critical-extensions.ts';
import { checkIssuedByLinkedCa } from './issued-by-linked-ca.ts';
import { checkNotACa } from './not-a-ca.ts';
import { checkOneCertificate } from './one-certificate.ts';
import { checkPublicKeySame } from './public-key-same.ts';
import { checkSerialSane } from './serial-sane.ts';
import { checkSignatureAlgorithm } from './signature-algorithm.ts';
import { checkSubjectSame } from './subject-same.ts';
import type { TrialCheck } from './trial-check.ts';
import type { CertificateRule, Issuer } from './trial-evidence.ts';
import { checkValidNow } from './valid-now.ts';
import { checkWillExpire } from './will-expire.ts';
import { checkWithinAuthority } from './within-authority.ts';

const CERTIFICATE_RULES: readonly CertificateRule[] = [
  checkCertificateSize,
  checkSubjectSame,
  checkPublicKeySame,
  checkIssuedByLinkedCa,
  checkValidNow,
  checkWithinAuthority,
  checkWillExpire,
  checkNotACa,
  checkClientAuth,
  checkSerialSane,
  checkSignatureAlgorithm,
  checkCriticalExtensions,
];

export interface JudgedCertificate {
  readonly checks: readonly TrialCheck[];
  readonly certificate: Certificate | undefined;
}

/** Every rule about a certificate; without a readable one, or a CSR to compare it with, only the first. */
export function judgeCertificate(
  certificatePem: string,
  request: CertificationRequest | undefined,
  issuer: Issuer,
  now: Date,
): JudgedCertificate {
  const { check, certificate } = checkOneCertificate(certificatePem);
  if (!certificate || !request) return { checks: [check], certificate };
  const issued = { certificate, certificatePem, request, issuer, now };
  return { checks: [check, ...CERTIFICATE_RULES.flatMap((rule) => rule(issued) ?? [])], certificate };
}
