import { CA_EXTENSIONS } from './ca-extensions.ts';
import { parseCertificateDer, type Certificate } from './certificate.ts';
import { subjectKeyIdentifier } from './extensions.ts';
import { keyError } from './keys/key-error.ts';
import type { SignBytes } from './sign-der.ts';
import { caSigningAlgorithm } from './signing-algorithm-of-key.ts';
import { assembleSigned, randomSerial, tbsCertificate } from './tbs-certificate.ts';

interface CaCertificateTemplate {
  /** DER Name. */
  readonly subject: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
  readonly years: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Backdated as far as device certificates are, so that one issued at once does not begin before its CA. */
const BACKDATE_MS = 60 * 60_000;

/** A self-signed root that issues to devices only (RFC 5280 §4.2.1.9: path length 0). The key may be held elsewhere. */
export async function buildCaCertificate(
  { subject, spki, years, now }: CaCertificateTemplate,
  sign: SignBytes,
): Promise<Certificate> {
  const signatureAlgorithm = caSigningAlgorithm(spki);
  const notAfter = new Date(now);
  notAfter.setUTCFullYear(notAfter.getUTCFullYear() + years);
  const tbs = tbsCertificate({
    serial: randomSerial(),
    issuer: subject,
    subject,
    spki,
    notBefore: new Date(now - BACKDATE_MS),
    notAfter,
    extensions: [...CA_EXTENSIONS, subjectKeyIdentifier(spki)],
    signatureAlgorithm,
  });
  const certificate = parseCertificateDer(assembleSigned(tbs, signatureAlgorithm, await sign(tbs)));
  if (certificate.selfSigned) return certificate;
  throw keyError(
    'KEY_REFUSED',
    'the CA certificate is not signed by the key that it is for',
    'check that the public key and the key that signs are the two halves of one',
  );
}
