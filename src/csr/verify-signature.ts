import { constants, createPublicKey, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import { readElements } from './der/der-fields.ts';
import { readDer } from './der/der-node.ts';
import { sequence } from './der/der-writer.ts';
import type { SubjectPublicKey } from './keys/public-key.ts';
import type { SignatureAlgorithm } from './read-signature-algorithm.ts';

const KEY_TYPES: Readonly<Record<SignatureAlgorithm['family'], readonly SubjectPublicKey['algorithm'][]>> = {
  RSA: ['RSA'],
  'RSA-PSS': ['RSA', 'RSA-PSS'],
  ECDSA: ['EC'],
  EdDSA: ['Ed25519', 'Ed448'],
  DSA: ['DSA'],
  other: [],
};

/**
 * How long a signature of this RSA key is, which RFC 8017 §8.1.2 and §8.2.2 ask for first: as long as the modulus.
 *
 * OpenSSL leaves this out for RSASSA-PSS: it accepts one signature in 256 without its first octet, a zero.
 */
export const rsaSignatureOctets = (key: KeyObject): number =>
  Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);

/** False too when the key is of another kind than the algorithm, or when nothing here can verify it. */
export function verifySignature(
  algorithm: SignatureAlgorithm,
  publicKey: SubjectPublicKey,
  signed: Buffer,
  signature: Buffer,
): boolean {
  const { key } = publicKey;
  if (key === undefined || !KEY_TYPES[algorithm.family].includes(publicKey.algorithm)) return false;
  if (algorithm.family === 'EdDSA' && algorithm.oid !== publicKey.oid) return false;
  if (algorithm.family !== 'EdDSA' && algorithm.hash === undefined) return false;
  if (algorithm.family.startsWith('RSA') && signature.length !== rsaSignatureOctets(key)) return false;
  try {
    return verify(algorithm.hash, signed, keyInput(keyFor(algorithm, publicKey, key), algorithm), signature);
  } catch {
    // OpenSSL throws for a hash it does not have (MD2, MD4) and for a key out of its limits.
    return false;
  }
}

/**
 * node:crypto has no option for the hash of a PSS mask, but a key that names it in its own parameters (RFC 4055 §1.2)
 * brings it along. A key that names some already keeps them.
 */
function keyFor(
  { family, hash, maskHash, der }: SignatureAlgorithm,
  { algorithm, spkiDer }: SubjectPublicKey,
  key: KeyObject,
): KeyObject {
  if (family !== 'RSA-PSS' || maskHash === undefined || maskHash === hash) return key;
  const [type, bits] = readElements(readDer(spkiDer), 'subjectPublicKeyInfo', [2, 2]);
  if (!bits || (algorithm === 'RSA-PSS' && (type?.children.length ?? 0) > 1)) return key;
  return createPublicKey({ key: sequence(der, bits.der), format: 'der', type: 'spki' });
}

function keyInput(key: KeyObject, { family, saltLength }: SignatureAlgorithm): VerifyKeyObjectInput | KeyObject {
  if (family === 'RSA') return { key, padding: constants.RSA_PKCS1_PADDING };
  if (family === 'RSA-PSS') {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, ...(saltLength === undefined ? {} : { saltLength }) };
  }
  return key;
}
