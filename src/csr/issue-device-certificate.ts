import type { Certificate } from './certificate.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  EXTENSION,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  type Extension,
} from './extensions.ts';
import { encodePem } from './pem.ts';
import type { SignBytes, SigningAlgorithm } from './sign-der.ts';
import { assembleSigned, randomSerial, tbsCertificate } from './tbs-certificate.ts';

/** What of a CSR goes into a certificate; its signature and its key are verified and judged before. */
interface RequestedDevice {
  /** DER Name. */
  readonly subject: { readonly der: Buffer; readonly isEmpty: boolean };
  readonly publicKey: { readonly spkiDer: Buffer };
  readonly requestedExtensions: readonly Extension[];
  readonly subjectAltNames: readonly string[];
}

export interface DeviceCertificateTemplate {
  readonly request: RequestedDevice;
  readonly issuer: Certificate;
  /** Days; the issuer's own end is the upper bound. */
  readonly validityDays: number;
  readonly signatureAlgorithm: SigningAlgorithm;
  /** Epoch milliseconds. */
  readonly now: number;
}

const DAY_MS = 86_400_000;
/** For devices and servers whose clocks are behind; as AWS Private CA does. */
const BACKDATE_MS = 60 * 60_000;

/**
 * The certificate of a device, as AWS Private CA's template for client authentication makes it: subject, key and
 * subject alternative names are the CSR's, byte for byte, and everything else is the CA's.
 * @see https://docs.aws.amazon.com/privateca/latest/userguide/template-definitions.html
 */
export async function issueDeviceCertificate(
  { request, issuer, validityDays, signatureAlgorithm, now }: DeviceCertificateTemplate,
  sign: SignBytes,
): Promise<{ der: Buffer; pem: string }> {
  const tbs = tbsCertificate({
    serial: randomSerial(),
    issuer: issuer.subject.der,
    subject: request.subject.der,
    spki: request.publicKey.spkiDer,
    notBefore: new Date(Math.max(now - BACKDATE_MS, issuer.notBefore.getTime())),
    notAfter: new Date(Math.min(now + validityDays * DAY_MS, issuer.notAfter.getTime())),
    extensions: deviceExtensions(request, issuer),
    signatureAlgorithm,
  });
  const der = assembleSigned(tbs, signatureAlgorithm, await sign(tbs));
  return { der, pem: encodePem('CERTIFICATE', der) };
}

const NOT_A_CA = basicConstraints({ ca: false });
const SIGNING = keyUsage(['digitalSignature']);
const SIGNING_AND_TRANSPORT = keyUsage(['digitalSignature', 'keyEncipherment']);
const TLS_CLIENT = extendedKeyUsage(['clientAuth']);

function deviceExtensions({ subject, publicKey, ...requested }: RequestedDevice, issuer: Certificate): Extension[] {
  const names = requested.requestedExtensions.find(({ oid }) => oid === EXTENSION.subjectAltName);
  return [
    NOT_A_CA,
    // RFC 3279 §2.3.1 and RFC 5480 §3: an EC key cannot encipher another key.
    isRsa(publicKey.spkiDer) ? SIGNING_AND_TRANSPORT : SIGNING,
    TLS_CLIENT,
    subjectKeyIdentifier(publicKey.spkiDer),
    authorityKeyIdentifier(issuer.subjectKeyIdentifier ?? issuer.publicKey.spkiDer),
    // RFC 5280 §4.2.1.6: never without a name in it, and critical where it is all that names the device.
    ...(names && requested.subjectAltNames.length > 0
      ? [subjectAltName(names.value, names.critical || subject.isEmpty)]
      : []),
  ];
}

const RSA_ENCRYPTION = Buffer.from('06092a864886f70d010101', 'hex');
/** Of a SubjectPublicKeyInfo and of the AlgorithmIdentifier in it, which begins with the OID. */
const LONGEST_HEADERS = 7;

const isRsa = (spki: Buffer): boolean =>
  spki.subarray(0, LONGEST_HEADERS + RSA_ENCRYPTION.length).includes(RSA_ENCRYPTION);
