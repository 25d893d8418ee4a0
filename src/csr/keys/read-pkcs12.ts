import { createHmac, timingSafeEqual } from 'node:crypto';
import md from 'node-forge/lib/md.all.js';
import pbe from 'node-forge/lib/pbe.js';
import util from 'node-forge/lib/util.js';
import { berToDer } from '../der/ber-to-der.ts';
import { decryptPbe, readIterations } from './decrypt-pbe.ts';
import { DerError } from '../der/der-error.ts';
import { expectTag, readElements, readOid, readSmallInteger } from '../der/der-fields.ts';
import { readDer, TAG, type DerNode } from '../der/der-node.ts';
import { keyError, passphraseNeeded, passphraseWrong } from './key-error.ts';

interface Pkcs12Content {
  /** PKCS#8, decrypted. */
  readonly keysDer: readonly Buffer[];
  readonly certificatesDer: readonly Buffer[];
}

const WHAT = 'the PKCS#12 file';

/**
 * RFC 7292, in the mode that everybody uses: one password for integrity and for privacy. node-forge's own reader is not
 * used, because it makes RSA keys only, and opens no file of OpenSSL 3 whose password has a letter beyond ASCII.
 */
export function readPkcs12(file: Uint8Array, passphrase: string | undefined): Pkcs12Content {
  try {
    return read(readDer(berToDer(file)), passphrase);
  } catch (error) {
    if (error instanceof DerError) throw keyError('KEY_UNREADABLE', `${WHAT} is damaged, or not whole`);
    throw error;
  }
}

const OID = {
  data: '1.2.840.113549.1.7.1',
  signedData: '1.2.840.113549.1.7.2',
  encryptedData: '1.2.840.113549.1.7.6',
  keyBag: '1.2.840.113549.1.12.10.1.1',
  shroudedKeyBag: '1.2.840.113549.1.12.10.1.2',
  certBag: '1.2.840.113549.1.12.10.1.3',
  safeContentsBag: '1.2.840.113549.1.12.10.1.6',
  x509Certificate: '1.2.840.113549.1.9.22.1',
} as const;

function read(pfx: DerNode, passphrase: string | undefined): Pkcs12Content {
  const [version, authSafe, macData] = readElements(pfx, 'PFX', [2, 3]);
  if (readSmallInteger(version, 'version') !== 3) throw new DerError('version is not 3');
  const { type, content } = readContentInfo(authSafe);
  if (type !== OID.data) {
    throw keyError(
      'KEY_UNREADABLE',
      `${WHAT} is protected with certificates instead of a passphrase`,
      'export it with a passphrase',
    );
  }
  const safe = expectTag(content, TAG.octetString, 'authSafe').content;
  const bags: Bags = {
    password: findPassword(macData, safe, passphrase),
    passphrase,
    keysDer: [],
    certificatesDer: [],
  };
  for (const info of readElements(readDer(berToDer(safe)), 'AuthenticatedSafe')) readSafe(info, bags);
  return bags;
}

interface Bags {
  readonly password: string | null;
  /** As given: what to say when the password does not open something. */
  readonly passphrase: string | undefined;
  readonly keysDer: Buffer[];
  readonly certificatesDer: Buffer[];
}

function readContentInfo(node: DerNode | undefined): { readonly type: string; readonly content: DerNode | undefined } {
  const [type, wrapped] = readElements(node, 'ContentInfo', [2, 2]);
  const [content] = readElements(wrapped, 'the content', [1, 1], TAG.contextConstructed(0));
  return { type: readOid(type, 'contentType'), content };
}

/** By node:crypto's names; RFC 7292 knows SHA-1 only, and OpenSSL 3 writes SHA-256. */
const DIGESTS: Readonly<Record<string, readonly [name: string, length: number]>> = {
  '1.3.14.3.2.26': ['sha1', 20],
  '2.16.840.1.101.3.4.2.1': ['sha256', 32],
  '2.16.840.1.101.3.4.2.2': ['sha384', 48],
  '2.16.840.1.101.3.4.2.3': ['sha512', 64],
};

/** The password that the MAC vouches for. None is written in two ways: as the empty text, and as no octets at all. */
function findPassword(macData: DerNode | undefined, safe: Buffer, passphrase: string | undefined): string | null {
  if (macData === undefined) return passphrase ?? '';
  const [digestInfo, salt, count] = readElements(macData, 'MacData', [2, 3]);
  const [algorithm, expected] = readElements(digestInfo, 'DigestInfo', [2, 2]);
  const oid = readOid(readElements(algorithm, 'the MAC algorithm', [1, 2])[0], 'the MAC algorithm');
  const [name, length] = DIGESTS[oid] ?? [];
  const digest = name === undefined ? undefined : md[name];
  if (name === undefined || length === undefined || digest === undefined) {
    throw keyError(
      'KEY_UNREADABLE',
      `${WHAT} has a MAC that certprov does not read (${oid})`,
      'turn it into PEM: openssl pkcs12 -in ca.p12 -nocerts -out ca.key, and pass ca.key',
    );
  }
  const iterations = count ? readIterations(count) : 1;
  const saltText = expectTag(salt, TAG.octetString, 'macSalt').content.toString('latin1');
  const mac = expectTag(expected, TAG.octetString, 'digest').content;
  const candidates = passphrase ? [passphrase] : ['', null];
  const password = candidates.find((candidate) => {
    // The function consumes its salt, so each call gets a buffer of its own.
    const key = pbe.generatePkcs12Key(candidate, util.createBuffer(saltText), 3, iterations, length, digest.create());
    const own = createHmac(name, Buffer.from(key.getBytes(), 'latin1')).update(safe).digest();
    return own.length === mac.length && timingSafeEqual(own, mac);
  });
  if (password === undefined) throw notOpened(passphrase);
  return password;
}

const notOpened = (passphrase: string | undefined): Error =>
  passphrase === undefined ? passphraseNeeded(WHAT) : passphraseWrong(WHAT);

function readSafe(info: DerNode, bags: Bags): void {
  const { type, content } = readContentInfo(info);
  if (type === OID.data) {
    readBags(readDer(berToDer(expectTag(content, TAG.octetString, 'SafeContents').content)), bags);
  } else if (type === OID.encryptedData) {
    const [, encrypted] = readElements(content, 'EncryptedData', [2, 3]);
    const [, algorithm, octets] = readElements(encrypted, 'EncryptedContentInfo', [3, 3]);
    readBags(readDecrypted(algorithm, implicitOctets(octets), bags), bags);
  } else {
    throw keyError('KEY_UNREADABLE', `${WHAT} has a part that is not encrypted with a passphrase (${type})`);
  }
}

/** [0] IMPLICIT OCTET STRING, which BER may have in pieces. */
function implicitOctets(node: DerNode | undefined): Buffer {
  if (node?.identifier !== TAG.contextConstructed(0))
    return expectTag(node, TAG.context(0), 'encryptedContent').content;
  return Buffer.concat(node.children.map((piece) => expectTag(piece, TAG.octetString, 'encryptedContent').content));
}

/** Without a MAC, a wrong password shows only in what it makes: bad padding, or no DER. */
function readDecrypted(algorithm: DerNode | undefined, encrypted: Buffer, { password, passphrase }: Bags): DerNode {
  const decrypted = decryptPbe(expectTag(algorithm, TAG.sequence, 'the algorithm'), encrypted, password);
  try {
    if (decrypted) return readDer(berToDer(decrypted));
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
  }
  throw notOpened(passphrase);
}

function readBags(contents: DerNode, bags: Bags): void {
  for (const bag of readElements(contents, 'SafeContents')) {
    const [type, wrapped] = readElements(bag, 'SafeBag', [2, 3]);
    const [value] = readElements(wrapped, 'bagValue', [1, 1], TAG.contextConstructed(0));
    readBag(readOid(type, 'bagId'), expectTag(value, TAG.sequence, 'bagValue'), bags);
  }
}

/** CRLs and other secrets are none of certprov's business. */
function readBag(type: string, value: DerNode, bags: Bags): void {
  if (type === OID.keyBag) {
    bags.keysDer.push(value.der);
  } else if (type === OID.shroudedKeyBag) {
    const [algorithm, encrypted] = readElements(value, 'EncryptedPrivateKeyInfo', [2, 2]);
    const octets = expectTag(encrypted, TAG.octetString, 'encryptedData').content;
    bags.keysDer.push(readDecrypted(algorithm, octets, bags).der);
  } else if (type === OID.safeContentsBag) {
    readBags(value, bags);
  } else if (type === OID.certBag) {
    const [certId, wrapped] = readElements(value, 'CertBag', [2, 2]);
    if (readOid(certId, 'certId') !== OID.x509Certificate) return;
    const [certificate] = readElements(wrapped, 'certValue', [1, 1], TAG.contextConstructed(0));
    bags.certificatesDer.push(expectTag(certificate, TAG.octetString, 'certValue').content);
  }
}
