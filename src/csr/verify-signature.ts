import { constants, verify, type KeyObject, type VerifyKeyObjectInput } from 'node:crypto';
import type { SubjectPublicKey } from './public-key.ts';
import { rsaSignatureOctets } from './rsa-signature-octets.ts';
import type { SignatureAlgorithm } from './signature-algorithm.ts';

const KEY_TYPES: Readonly<Record<SignatureAlgorithm['family'], readonly SubjectPublicKey['algorithm'][]>> = {
  RSA: ['RSA'],
  'RSA-PSS': ['RSA', 'RSA-PSS'],
  ECDSA: ['EC'],
  EdDSA: ['Ed25519', 'Ed448'],
  DSA: ['DSA'],
  other: [],
};

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
    return verify(algorithm.hash, signed, keyInput(key, algorithm), signature);
  } catch {
    // OpenSSL throws for a hash it does not have (MD2, MD4) and for a key out of its limits.
    return false;
  }
}

function keyInput(key: KeyObject, { family, saltLength }: SignatureAlgorithm): VerifyKeyObjectInput | KeyObject {
  if (family === 'RSA') return { key, padding: constants.RSA_PKCS1_PADDING };
  if (family === 'RSA-PSS') {
    return { key, padding: constants.RSA_PKCS1_PSS_PADDING, ...(saltLength === undefined ? {} : { saltLength }) };
  }
  return key;
}
