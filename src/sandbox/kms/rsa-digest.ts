import { constants, createHash, privateEncrypt, publicDecrypt, randomBytes, type KeyObject } from 'node:crypto';
import { nullValue, octetString, oid, sequence } from '../../csr/der/der-writer.ts';
import { rsaSignatureOctets } from '../../csr/verify-signature.ts';
import type { SigningScheme } from './algorithms.ts';

type Hash = SigningScheme['hash'];

/** RFC 8017 §9.2, note 1. */
const HASH_OIDS: Readonly<Record<Hash, string>> = {
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
};

const digestInfo = (digest: Uint8Array, hash: Hash): Buffer =>
  sequence(sequence(oid(HASH_OIDS[hash]), nullValue()), octetString(digest));

/** RSASSA-PKCS1-v1_5 over a digest: node:crypto only signs what it hashed itself, OpenSSL does the rest here. */
export const signPkcs1Digest = (digest: Uint8Array, hash: Hash, key: KeyObject): Buffer =>
  privateEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, digestInfo(digest, hash));

export const verifiesPkcs1Digest = (signature: Uint8Array, digest: Uint8Array, hash: Hash, key: KeyObject): boolean =>
  recover(signature, key, constants.RSA_PKCS1_PADDING)?.equals(digestInfo(digest, hash)) ?? false;

/** RSASSA-PSS over a digest; the salt is as long as the digest, as with KMS. */
export const signPssDigest = (digest: Uint8Array, hash: Hash, key: KeyObject): Buffer =>
  privateEncrypt(
    { key, padding: constants.RSA_NO_PADDING },
    encodePss(digest, randomBytes(digest.length), hash, rsaSignatureOctets(key)),
  );

/** Encoded again with the salt that it carries, the digest must give the same octets. */
export function verifiesPssDigest(signature: Uint8Array, digest: Uint8Array, hash: Hash, key: KeyObject): boolean {
  const encoded = recover(signature, key, constants.RSA_NO_PADDING);
  if (encoded === undefined) return false;
  const block = encoded.subarray(0, -digest.length - 1);
  const salt = xor(block, maskOf(encoded.subarray(block.length, -1), block.length, hash)).subarray(-digest.length);
  return encodePss(digest, salt, hash, encoded.length).equals(encoded);
}

/** EMSA-PSS-ENCODE of RFC 8017 §9.1.1, for a modulus of whole octets. */
function encodePss(digest: Uint8Array, salt: Buffer, hash: Hash, octets: number): Buffer {
  const seed = createHash(hash).update(Buffer.alloc(8)).update(digest).update(salt).digest();
  const block = Buffer.alloc(octets - seed.length - 1);
  block[block.length - salt.length - 1] = 1;
  salt.copy(block, block.length - salt.length);
  const masked = xor(block, maskOf(seed, block.length, hash));
  // The encoded message is a bit shorter than the modulus.
  masked[0]! &= 0x7f;
  return Buffer.concat([masked, seed, Buffer.of(0xbc)]);
}

/** MGF1 of RFC 8017 §B.2.1. */
function maskOf(seed: Uint8Array, length: number, hash: Hash): Buffer {
  const blocks: Buffer[] = [];
  for (let made = 0; made < length; made += blocks[0]!.length) {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(blocks.length);
    blocks.push(createHash(hash).update(seed).update(counter).digest());
  }
  return Buffer.concat(blocks).subarray(0, length);
}

const xor = (left: Uint8Array, right: Uint8Array): Buffer => Buffer.from(left.map((octet, at) => octet ^ right[at]!));

/** What was encoded into the signature; undefined when it is none of this key. */
function recover(signature: Uint8Array, key: KeyObject, padding: number): Buffer | undefined {
  try {
    return publicDecrypt({ key, padding }, signature);
  } catch {
    return undefined;
  }
}
