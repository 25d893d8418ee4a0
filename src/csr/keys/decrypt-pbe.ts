import { createDecipheriv, pbkdf2Sync } from 'node:crypto';
import asn1 from 'node-forge/lib/asn1.js';
import pbe from 'node-forge/lib/pbe.js';
import util from 'node-forge/lib/util.js';
import { expectTag, readElements, readOid, readSmallInteger } from '../der/der-fields.ts';
import { TAG, type DerNode } from '../der/der-node.ts';
import { keyError } from './key-error.ts';

/** About ten seconds; programs in use ask for less than a tenth of it. */
const MAX_ITERATIONS = 10_000_000;

/**
 * Decrypts with a password: PBES2 (RFC 8018 §6.2), and the two schemes of RFC 7292 appendix C that are in use. `null`
 * is no password at all. Undefined when the password does not open it; an error for a scheme that is not read.
 */
export function decryptPbe(algorithm: DerNode, encrypted: Buffer, password: string | null): Buffer | undefined {
  const [type, parameters] = readElements(algorithm, 'the encryption algorithm', [2, 2]);
  const oid = readOid(type, 'the encryption algorithm');
  if (oid === PBES2) return decryptPbes2(parameters, encrypted, password ?? '');
  const name = OF_PKCS12[oid];
  if (name === undefined || parameters === undefined) throw unreadable(oid);
  readIterations(readElements(parameters, 'the parameters of the encryption', [2, 2])[1]);
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: 2 };
  const cipher = pbe.getCipher(oid, asn1.fromDer(parameters.der.toString('latin1'), options), password);
  cipher.update(util.createBuffer(encrypted.toString('latin1')));
  return cipher.finish() ? Buffer.from(cipher.output.getBytes(), 'latin1') : undefined;
}

export function readIterations(node: DerNode | undefined): number {
  const iterations = readSmallInteger(node, 'the number of iterations');
  if (iterations >= 1 && iterations <= MAX_ITERATIONS) return iterations;
  throw keyError('KEY_UNREADABLE', `the key is encrypted with ${iterations} iterations, which is no sane number`);
}

const OF_PKCS12: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.12.1.3': 'pbeWithSHAAnd3-KeyTripleDES-CBC',
  '1.2.840.113549.1.12.1.6': 'pbewithSHAAnd40BitRC2-CBC',
};

const PBES2 = '1.2.840.113549.1.5.13';
const PBKDF2 = '1.2.840.113549.1.5.12';
/** RFC 8018 appendix B.1.2. */
const PRFS: Readonly<Record<string, string>> = {
  '1.2.840.113549.2.7': 'sha1',
  '1.2.840.113549.2.8': 'sha224',
  '1.2.840.113549.2.9': 'sha256',
  '1.2.840.113549.2.10': 'sha384',
  '1.2.840.113549.2.11': 'sha512',
};
/** By node:crypto's names; the length of the key in octets. */
const CIPHERS: Readonly<Record<string, readonly [name: string, keyLength: number]>> = {
  '2.16.840.1.101.3.4.1.2': ['aes-128-cbc', 16],
  '2.16.840.1.101.3.4.1.22': ['aes-192-cbc', 24],
  '2.16.840.1.101.3.4.1.42': ['aes-256-cbc', 32],
  '1.2.840.113549.3.7': ['des-ede3-cbc', 24],
};

/** By node:crypto: its PBKDF2 takes UTF-8, as everybody does, and a hundredth of the time. */
function decryptPbes2(parameters: DerNode | undefined, encrypted: Buffer, password: string): Buffer | undefined {
  const [derivation, scheme] = readElements(parameters, 'PBES2-params', [2, 2]);
  const [kdf, kdfParameters] = readElements(derivation, 'the key derivation', [2, 2]);
  const kdfOid = readOid(kdf, 'the key derivation');
  if (kdfOid !== PBKDF2) throw unreadable(kdfOid);
  const [salt, count, ...rest] = readElements(kdfParameters, 'PBKDF2-params', [2, 4]);
  const prf = rest.find(({ identifier }) => identifier === TAG.sequence);
  const prfOid = prf ? readOid(readElements(prf, 'prf', [1, 2])[0], 'prf') : '1.2.840.113549.2.7';
  const [schemeType, iv] = readElements(scheme, 'the encryption scheme', [2, 2]);
  const schemeOid = readOid(schemeType, 'the encryption scheme');
  const [digest, cipher] = [PRFS[prfOid], CIPHERS[schemeOid]];
  if (digest === undefined) throw unreadable(prfOid);
  if (cipher === undefined) throw unreadable(schemeOid);
  const [name, keyLength] = cipher;
  const saltOctets = expectTag(salt, TAG.octetString, 'salt').content;
  const key = pbkdf2Sync(Buffer.from(password, 'utf8'), saltOctets, readIterations(count), keyLength, digest);
  try {
    const decipher = createDecipheriv(name, key, expectTag(iv, TAG.octetString, 'iv').content);
    return Buffer.concat([decipher.update(encrypted), decipher.final()]);
  } catch {
    return undefined;
  }
}

const unreadable = (oid: string): Error =>
  keyError(
    'KEY_UNREADABLE',
    `the PKCS#12 file is encrypted with an algorithm that certprov does not read (${oid})`,
    'turn it into PEM: openssl pkcs12 -legacy -in ca.p12 -nocerts -out ca.key, and pass ca.key',
  );
