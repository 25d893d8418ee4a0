import { webcrypto } from 'node:crypto';
// eslint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it to be there first
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

x509.cryptoProvider.set(webcrypto);

const EC = (namedCurve, hash) => ({ name: 'ECDSA', namedCurve, hash });
const KEYS = {
  'RSA 2048': {
    name: 'RSASSA-PKCS1-v1_5',
    modulusLength: 2048,
    publicExponent: new Uint8Array([1, 0, 1]),
    hash: 'SHA-256',
  },
  'P-256': EC('P-256', 'SHA-256'),
  'P-384': EC('P-384', 'SHA-384'),
  'P-521': EC('P-521', 'SHA-512'),
};

const utf8 = (type, value) => ({ [type]: [{ utf8String: value }] });
const printable = (type, value) => ({ [type]: [{ printableString: value }] });

/** Kinds of subjects, and what each is there for; `SERIAL` is made different for every CSR. */
const SUBJECTS = {
  'CN only': (name) => [utf8('CN', name)],
  'O, OU, CN as OpenSSL writes them (UTF8String)': (name) => [
    printable('C', 'DE'),
    utf8('O', 'Acme'),
    utf8('OU', 'Line A'),
    utf8('CN', name),
  ],
  'the same in PrintableString': (name) => [
    printable('C', 'DE'),
    printable('O', 'Acme'),
    printable('OU', 'Line A'),
    printable('CN', name),
  ],
  'an RDN of two values': (name) => [
    utf8('O', 'Acme'),
    { CN: [{ utf8String: name }], '2.5.4.5': [{ printableString: '0042' }] },
  ],
  'domain components': (name) => [
    { DC: [{ ia5String: 'com' }] },
    { DC: [{ ia5String: 'example' }] },
    utf8('O', 'Acme'),
    utf8('CN', name),
  ],
  'letters that are not ASCII': (name) => [utf8('O', 'Müller & Söhne'), utf8('CN', name)],
  'CN, and a SAN of the same name': (name) => [printable('CN', name)],
};
/** The kind that asks for a subjectAltName as well. */
const WITH_SAN = 'CN, and a SAN of the same name';

export const KEY_KINDS = Object.keys(KEYS);
export const SUBJECT_KINDS = Object.keys(SUBJECTS);

/** A CSR for each kind of key and of subject, made by another library than the one that is tried. */
export async function makeDevices() {
  const keys = await Promise.all(
    Object.entries(KEYS).map(async ([kind, algorithm]) => ({
      kind,
      algorithm,
      pair: await webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']),
    })),
  );
  const csrs = keys.flatMap(({ kind, algorithm, pair }, index) =>
    Object.entries(SUBJECTS).map(async ([subjectKind, subject], number) => {
      const name = `lathe-${index}-${number}`;
      const csr = await x509.Pkcs10CertificateRequestGenerator.create({
        name: new x509.Name(subject(name)),
        keys: pair,
        signingAlgorithm: algorithm,
        ...(subjectKind === WITH_SAN
          ? { extensions: [new x509.SubjectAlternativeNameExtension([{ type: 'dns', value: name }])] }
          : {}),
      });
      return { keyKind: kind, subjectKind, csr: csr.toString('pem') };
    }),
  );
  return Promise.all(csrs);
}

/** A CSR whose signature is not by the key in it. */
export function tamper(csrPem) {
  const der = Buffer.from(csrPem.replaceAll(/-----[^-]+-----/g, ''), 'base64');
  der[der.length - 1] ^= 1;
  return x509.PemConverter.encode(der, 'CERTIFICATE REQUEST');
}

const hex = (bytes) => Buffer.from(bytes).toString('hex');

/** What became of a CSR, judged by the same other library: `exact`, `same text`, or what differs. */
export function compare(csrPem, certificatePem) {
  const csr = new x509.Pkcs10CertificateRequest(csrPem);
  const certificate = new x509.X509Certificate(certificatePem);
  if (hex(csr.publicKey.rawData) !== hex(certificate.publicKey.rawData)) return 'another key';
  if (hex(csr.subjectName.toArrayBuffer()) === hex(certificate.subjectName.toArrayBuffer())) return 'exact';
  return csr.subjectName.toString() === certificate.subjectName.toString() ? 'same text' : 'another subject';
}
