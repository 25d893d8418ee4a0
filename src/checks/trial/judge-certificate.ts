import type { Certificate } from '../../csr/certificate.ts';
import { checkAltNamesSame } from './rules/alt-names-same.ts';
import { checkAskedFor } from './rules/asked-for.ts';
import { checkCertificateSize } from './rules/certificate-size.ts';
import { checkClientAuth } from './rules/client-auth.ts';
import { checkCriticalExtensions } from './rules/critical-extensions.ts';
import { checkExtensionsReadable } from './rules/extensions-readable.ts';
import { checkIssuedByLinkedCa } from './rules/issued-by-linked-ca.ts';
import { checkKeyUsageFits } from './rules/key-usage-fits.ts';
import { checkLoadsAsText } from './rules/loads-as-text.ts';
import { checkLinkedCaInOrder } from './rules/linked-ca-in-order.ts';
import { checkNotACa } from './rules/not-a-ca.ts';
import { checkNamesReadable } from './rules/names-readable.ts';
import { checkOneCertificate } from './rules/one-certificate.ts';
import { checkPublicKeySame } from './rules/public-key-same.ts';
import { checkSerialSane } from './rules/serial-sane.ts';
import { checkSignatureAlgorithm } from './rules/signature-accepted.ts';
import { checkSubjectSame } from './rules/subject-same.ts';
import { checkTlsHandshake } from './rules/tls-handshake.ts';
import type { TrialCheck } from './trial-check.ts';
import type { CertificateRule, IssuedCertificate } from './trial-evidence.ts';
import { checkValidNow } from './rules/valid-now.ts';
import { checkWillExpire } from './rules/will-expire.ts';
import { checkWithinAuthority } from './rules/within-authority.ts';

const CERTIFICATE_RULES: readonly CertificateRule[] = [
  checkLoadsAsText,
  checkCertificateSize,
  checkSubjectSame,
  checkAltNamesSame,
  checkAskedFor,
  checkNamesReadable,
  checkPublicKeySame,
  checkIssuedByLinkedCa,
  checkLinkedCaInOrder,
  checkValidNow,
  checkWithinAuthority,
  checkWillExpire,
  checkNotACa,
  checkClientAuth,
  checkKeyUsageFits,
  checkSerialSane,
  checkSignatureAlgorithm,
  checkCriticalExtensions,
  checkExtensionsReadable,
  checkTlsHandshake,
];

/** Undefined as `request`: the CSR could not be read. */
export type CertificateSurroundings = Pick<IssuedCertificate, 'issuer' | 'handshake' | 'knownEnd' | 'now'> & {
  readonly request: IssuedCertificate['request'] | undefined;
};

interface JudgedCertificate {
  readonly checks: readonly TrialCheck[];
  readonly certificate: Certificate | undefined;
}

/** Every rule about a certificate; without a readable one, or a CSR to compare it with, only the first. */
export function judgeCertificate(
  certificatePem: string,
  { request, ...surroundings }: CertificateSurroundings,
): JudgedCertificate {
  const { check, certificate } = checkOneCertificate(certificatePem);
  if (!certificate || !request) return { checks: [check], certificate };
  const issued = { certificate, certificatePem, request, ...surroundings };
  return { checks: [check, ...CERTIFICATE_RULES.flatMap((rule) => rule(issued) ?? [])], certificate };
}
