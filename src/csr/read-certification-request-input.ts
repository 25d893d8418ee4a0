import { CertprovError, EXIT, type ErrorCode } from '../errors.ts';
import { classifyDer, type DerKind } from './classify-der.ts';
import { MAX_DER_BYTES } from './der/der-node.ts';
import { readLaxPem } from './lax-pem.ts';
import type { PemBlock } from './pem.ts';

/** A CSR of the largest size read here takes 88 KB as PEM; the rest is room for text around it. */
const MAX_INPUT_BYTES = 2 * MAX_DER_BYTES;

/** The DER of the one CSR in the input, or an error that says what the input looks like instead. */
export function readCertificationRequestInput(input: Uint8Array): Buffer {
  const bytes = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (bytes.length > MAX_INPUT_BYTES) {
    throw refuse(
      'FILE_TOO_LARGE',
      `the input has ${bytes.length} bytes: no certification request has more than ${MAX_INPUT_BYTES}`,
      'check that it is the right file',
    );
  }
  if (looksLikeDer(bytes)) return accept(bytes);
  const text = bytes.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trim() === '') throw refuse('CSR_NOT_PEM_OR_DER', 'the input is empty', MAKE_ONE);
  if (/PRIVATE KEY-----|^PuTTY-User-Key-File-|"(d|privateKey)"\s*:/m.test(text))
    throw refusePrivateKey(LABELS.some((label) => text.includes(`-----BEGIN ${label}-----`)));
  const blocks = readLaxPem(text, 'CSR_NOT_PEM_OR_DER');
  const [block] = blocks;
  if (block === undefined) throw refuseText(bytes, text);
  if (blocks.length > 1) {
    throw refuse(
      'CSR_SEVERAL_BLOCKS',
      `the input holds ${blocks.length} PEM blocks: ${[...new Set(blocks.map(({ label }) => label))].join(', ')}`,
      'pass a file with one certification request',
    );
  }
  return acceptBlock(block);
}

/** A SEQUENCE; the digit 0 has the same code, but no text goes on like that. */
export const looksLikeDer = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x30 && ((bytes[1] ?? 0) >= 0x80 || (bytes[1] ?? 0) + 2 === bytes.length);

const LABELS = ['CERTIFICATE REQUEST', 'NEW CERTIFICATE REQUEST'];
const OTHER_LABELS: Readonly<Record<string, DerKind>> = {
  CERTIFICATE: 'certificate',
  'X509 CERTIFICATE': 'certificate',
  'TRUSTED CERTIFICATE': 'certificate',
  'PUBLIC KEY': 'public key',
  'RSA PUBLIC KEY': 'public key',
  PKCS7: 'PKCS#7 message',
  CMS: 'PKCS#7 message',
};

function acceptBlock({ label, der }: PemBlock): Buffer {
  if (LABELS.includes(label)) return accept(der);
  const inside = classifyDer(der);
  if (inside === 'private key') throw refuseKind(inside);
  if (inside === 'certification request') {
    throw refuse(
      'CSR_IS_SOMETHING_ELSE',
      `the input is a certification request that is labelled ${label}`,
      'its first line must be -----BEGIN CERTIFICATE REQUEST-----, the last line alike',
    );
  }
  const kind = OTHER_LABELS[label];
  if (kind !== undefined) throw refuseKind(kind);
  throw refuse(
    'CSR_IS_SOMETHING_ELSE',
    `the input is a PEM block of type ${label}, not a certification request`,
    MAKE_ONE,
  );
}

function accept(der: Buffer): Buffer {
  if (der.length > MAX_DER_BYTES) {
    throw refuse(
      'FILE_TOO_LARGE',
      `the certification request has ${der.length} bytes: more than ${MAX_DER_BYTES} are not read`,
    );
  }
  return der;
}

/** For what the parser refuses. What is no DER, or of no known outline, is left to its message, which names the place. */
export function refuseOtherKind(der: Buffer): void {
  const kind = classifyDer(der);
  if (kind !== undefined && kind !== 'certification request' && kind !== 'ASN.1 object of another kind')
    throw refuseKind(kind);
}

const MAKE_ONE = 'make one on the device, e.g.: openssl req -new -key device.key -subj /CN=device-1 -out device.csr';

function refuseKind(kind: DerKind): CertprovError {
  if (kind === 'private key') return refusePrivateKey(false);
  if (kind === 'certificate') {
    return refuse(
      'CSR_IS_CERTIFICATE',
      'the input is a certificate, not the certification request that it was made from',
      MAKE_ONE,
    );
  }
  return refuse('CSR_IS_SOMETHING_ELSE', `the input is a ${kind}, not a certification request`, MAKE_ONE);
}

function refusePrivateKey(isBesideRequest: boolean): CertprovError {
  const what = isBesideRequest ? 'holds a private key besides the certification request' : 'is a private key';
  return refuse('CSR_IS_PRIVATE_KEY', `the input ${what}; none of it was shown, kept or sent`, MAKE_ONE);
}

const convert = (from: string): string => `convert it: iconv -f ${from} -t UTF-8 device.csr > device-utf8.csr`;

function refuseText(bytes: Buffer, text: string): CertprovError {
  const [what, fix] = describeText(bytes, text);
  return refuse('CSR_NOT_PEM_OR_DER', `the input is ${what}, not a certification request`, fix);
}

function describeText(bytes: Buffer, text: string): readonly [what: string, fix: string] {
  const start = text.trimStart().slice(0, 200).toLowerCase();
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return ['UTF-16 text', convert('UTF-16LE')];
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return ['UTF-16 text', convert('UTF-16BE')];
  if (/^<(!doctype|html|head|body|\?xml)/.test(start)) {
    return ['a web page (HTML or XML)', 'download the file itself, not the page about it'];
  }
  if (/^[[{]/.test(start)) {
    return ['JSON', 'take the CSR out of it, e.g.: jq -r .certificateSigningRequest file.json > device.csr'];
  }
  if (/^(ssh-|ecdsa-sha2-)/.test(start)) return ['an SSH public key', MAKE_ONE];
  if (classifyDer(Buffer.from(text.replace(/\s/g, ''), 'base64')) === 'certification request') {
    return [
      'base64 without its PEM lines',
      'put -----BEGIN CERTIFICATE REQUEST----- before and -----END CERTIFICATE REQUEST----- after it',
    ];
  }
  return ['neither PEM nor DER', MAKE_ONE];
}

function refuse(code: ErrorCode, message: string, fix?: string): CertprovError {
  return new CertprovError(code, message, { fix, exitCode: EXIT.usage });
}
