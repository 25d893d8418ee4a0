import { parseCertificate, verifyCertificateSignature, type Certificate } from '../csr/certificate.ts';
import type { CertificationRequest } from '../csr/certification-request.ts';
import { compareSubject, samePublicKey } from '../csr/compare.ts';
import { CertprovError } from '../errors.ts';
import { SignerError } from './signer-error.ts';

/**
 * AWS IoT wants the subject and the public key of the CSR. How it compares subjects is not documented, so of AWS Private
 * CA, which keeps the bytes, the signer wants the same bytes: a device that is refused here is refused with a reason.
 * With `issuer`, another kind of CA, the same text in other string types passes, since step-ca and others write it so and
 * AWS IoT is the one to say; and the certificate must carry the issuer's signature and be valid at `now` (epoch
 * milliseconds): a server of a CA may be set up, or taken over, by others.
 */
export function checkCertificate(
  certificatePem: string,
  request: CertificationRequest,
  issuer?: Certificate,
  now: number = Date.now(),
): Certificate {
  const certificate = parse(certificatePem);
  if (!samePublicKey(certificate.publicKey, request.publicKey)) {
    throw new SignerError(
      'CERTIFICATE_KEY_DIFFERS',
      'the CA returned a certificate for another public key than that of the CSR',
    );
  }
  const subject = compareSubject(certificate.subject, request.subject);
  if (subject !== 'exact-der' && !(subject === 'same-text' && issuer)) {
    throw new SignerError(
      'CERTIFICATE_SUBJECT_DIFFERS',
      `the CA changed the subject: it is ${quoted(certificate.subject.text)} and was ${quoted(request.subject.text)} in the CSR`,
    );
  }
  if (certificate.isCa)
    throw new SignerError('CERTIFICATE_IS_CA', 'the CA returned a CA certificate, which no device may hold');
  if (issuer) checkIssue(certificate, issuer, now);
  return certificate;
}

function checkIssue(certificate: Certificate, issuer: Certificate, now: number): void {
  if (
    !certificate.issuer.der.equals(issuer.subject.der) ||
    !verifyCertificateSignature(certificate, issuer.publicKey)
  ) {
    throw new SignerError(
      'CERTIFICATE_ISSUER_DIFFERS',
      `the certificate is not signed by the linked CA ${quoted(issuer.subject.text)}; it names ${quoted(certificate.issuer.text)}`,
    );
  }
  if (now < certificate.notBefore.getTime() || now >= certificate.notAfter.getTime()) {
    const span = `${certificate.notBefore.toISOString()} to ${certificate.notAfter.toISOString()}`;
    throw new SignerError('CERTIFICATE_NOT_VALID_NOW', `the CA returned a certificate that is not valid now: ${span}`);
  }
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
