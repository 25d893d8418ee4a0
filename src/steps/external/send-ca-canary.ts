import { randomBytes } from 'node:crypto';
import { AuthorityError, type AuthorityErrorCode } from '../../authority/authority-error.ts';
import type { CertificateAuthority } from '../../authority/authority.ts';
import type { CaCanary } from '../../checks/ca-canary.ts';
import { buildCertificationRequest, generateKey } from '../../csr/build-certification-request.ts';
import { parseCertificate, verifyCertificateSignature, type Certificate } from '../../csr/certificate.ts';
import { parseCertificationRequest } from '../../csr/certification-request.ts';
import { compareSubject, samePublicKey } from '../../csr/compare.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { CertprovError } from '../../errors.ts';

/** A person waits, and not a device. */
const LIMIT_MS = 10_000;

/** The network between this machine and the CA need not be that of the function. */
const NETWORK: readonly AuthorityErrorCode[] = ['AUTHORITY_UNREACHABLE', 'AUTHORITY_TIMEOUT'];

/**
 * Has the CA sign one CSR of the kind that comes back changed: an O and a CN in UTF8String, as OpenSSL writes them, and a
 * serial number. It issues one real certificate.
 */
export async function sendCaCanary(
  authority: CertificateAuthority,
  issuer: Certificate,
  validityDays: number,
  now: () => Date,
): Promise<CaCanary> {
  const name = `certprov-canary-${randomBytes(2).toString('hex')}`;
  const { privateKey } = await generateKey('ec-p256');
  const subject = encodeName([
    [{ type: 'O', value: 'certprov canary' }],
    [{ type: 'CN', value: name }],
    [{ type: '2.5.4.5', value: '0001' }],
  ]);
  const csr = parseCertificationRequest(buildCertificationRequest({ subject, privateKey }).der);
  try {
    const issued = await authority.issueCertificate({
      csr,
      validityDays,
      deadline: now().getTime() + LIMIT_MS,
      principalId: name,
      clientId: name,
    });
    const certificate = parseCertificate(issued.certificatePem);
    return {
      outcome: 'issued',
      authorityMs: Math.round(issued.authorityMs),
      serialNumber: certificate.serialNumber,
      subject: compareSubject(certificate.subject, csr.subject),
      subjectAsked: csr.subject.text,
      subjectGiven: certificate.subject.text,
      isSameKey: samePublicKey(certificate.publicKey, csr.publicKey),
      isIssuedByLinked:
        certificate.issuer.der.equals(issuer.subject.der) && verifyCertificateSignature(certificate, issuer.publicKey),
      issuerName: certificate.issuer.text,
      notAfter: certificate.notAfter,
    };
  } catch (error) {
    if (error instanceof AuthorityError) {
      return { outcome: NETWORK.includes(error.code) ? 'unreachable' : 'refused', why: error.message };
    }
    if (error instanceof CertprovError) return { outcome: 'refused', why: `it answered with ${error.message}` };
    throw error;
  }
}
