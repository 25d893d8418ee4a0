import { parseCertificate, type Certificate } from '../csr/certificate.ts';
import type { CertificationRequest } from '../csr/certification-request.ts';
import { compareSubject, samePublicKey } from '../csr/compare.ts';
import { CertprovError } from '../errors.ts';
import { SignerError } from './signer-error.ts';

/**
 * AWS IoT wants the subject and the public key of the CSR. How it compares subjects is not documented, so the signer asks
 * for the same bytes: a device that is refused here is refused with a reason.
 */
export function checkCertificate(certificatePem: string, request: CertificationRequest): Certificate {
  const certificate = parse(certificatePem);
  if (!samePublicKey(certificate.publicKey, request.publicKey)) {
    throw new SignerError(
      'CERTIFICATE_KEY_DIFFERS',
      'the CA returned a certificate for another public key than that of the CSR',
    );
  }
  if (compareSubject(certificate.subject, request.subject) !== 'exact-der') {
    throw new SignerError(
      'CERTIFICATE_SUBJECT_DIFFERS',
      `the CA changed the subject: it is ${quoted(certificate.subject.text)} and was ${quoted(request.subject.text)} in the CSR`,
    );
  }
  if (certificate.isCa)
    throw new SignerError('CERTIFICATE_IS_CA', 'the CA returned a CA certificate, which no device may hold');
  return certificate;
}

const quoted = (text: string): string => JSON.stringify(text.length > 200 ? `${text.slice(0, 200)}…` : text);

function parse(certificatePem: string): Certificate {
  try {
    return parseCertificate(certificatePem);
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new SignerError(
      'CERTIFICATE_UNREADABLE',
      `the CA returned something else than one certificate: ${cause.message}`,
      { cause },
    );
  }
}
