import { constants, createPublicKey, sign as signMessage, verify as verifyMessage, type KeyObject } from 'node:crypto';
import { rsaSignatureOctets } from '../../csr/verify-signature.ts';
import type { SigningScheme } from './algorithms.ts';
import { signEcdsaDigest, verifiesEcdsaDigest } from './ecdsa-digest.ts';
import { signPkcs1Digest, signPssDigest, verifiesPkcs1Digest, verifiesPssDigest } from './rsa-digest.ts';

export interface MessageToSign {
  readonly bytes: Uint8Array;
  /** The bytes are the digest of the message, and not the message. */
  readonly isDigest: boolean;
}

const paddingOf = ({ family }: SigningScheme) =>
  family === 'PSS' ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST } : {};

/** ECDSA as DER. */
export function sign({ bytes, isDigest }: MessageToSign, scheme: SigningScheme, key: KeyObject): Buffer {
  if (!isDigest) return signMessage(scheme.hash, bytes, { key, ...paddingOf(scheme) });
  if (scheme.family === 'ECDSA') return signEcdsaDigest(bytes, key);
  return scheme.family === 'PSS' ? signPssDigest(bytes, scheme.hash, key) : signPkcs1Digest(bytes, scheme.hash, key);
}

/** `key` is the private one. */
export function verifies(
  signature: Uint8Array,
  { bytes, isDigest }: MessageToSign,
  scheme: SigningScheme,
  key: KeyObject,
): boolean {
  if (scheme.family !== 'ECDSA' && signature.length !== rsaSignatureOctets(key)) return false;
  if (!isDigest)
    return verifyMessage(scheme.hash, bytes, { key: createPublicKey(key), ...paddingOf(scheme) }, signature);
  if (scheme.family === 'ECDSA') return verifiesEcdsaDigest(signature, bytes, key);
  return scheme.family === 'PSS'
    ? verifiesPssDigest(signature, bytes, scheme.hash, key)
    : verifiesPkcs1Digest(signature, bytes, scheme.hash, key);
}
