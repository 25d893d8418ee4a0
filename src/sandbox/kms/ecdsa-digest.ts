import { createECDH, type KeyObject } from 'node:crypto';
import { DerError } from '../../csr/der/der-error.ts';
import { readElements, readUnsigned } from '../../csr/der/der-fields.ts';
import { readDer } from '../../csr/der/der-node.ts';
import { sequence, unsigned } from '../../csr/der/der-writer.ts';

interface Curve {
  readonly name: string;
  readonly octets: number;
  /** n of SP 800-186 §3.2.1. */
  readonly order: bigint;
}

const CURVES: readonly Curve[] = [
  {
    name: 'prime256v1',
    octets: 32,
    order: 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n,
  },
  {
    name: 'secp384r1',
    octets: 48,
    order:
      0xffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_c7634d81_f4372ddf_581a0db2_48b0a77a_ecec196a_ccc52973n,
  },
  {
    name: 'secp521r1',
    octets: 66,
    order:
      0x1ff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_ffffffff_fffffffa_51868783_bf2f966b_7fcc0148_f709a5d0_3bb5c9b8_899c47ae_bb6fb71e_91386409n,
  },
];

/**
 * ECDSA over a digest, as DER (FIPS 186-5 §6.4.1). node:crypto only signs what it hashed itself (given a digest and no
 * algorithm it hashes that with SHA-256), so that the two lines of arithmetic are here. The points are OpenSSL's. Not in
 * constant time: the keys of the sandbox protect nothing. The digest is no longer than the order, as with KMS's
 * algorithms.
 */
export function signEcdsaDigest(digest: Uint8Array, key: KeyObject): Buffer {
  const { curve, secret } = openKey(key);
  const nonce = createECDH(curve.name);
  nonce.generateKeys();
  const k = integer(nonce.getPrivateKey());
  const r = abscissa(nonce.getPublicKey(), curve) % curve.order;
  const s = (inverse(k, curve.order) * (integer(digest) + r * secret)) % curve.order;
  return r === 0n || s === 0n ? signEcdsaDigest(digest, key) : sequence(unsigned(octets(r)), unsigned(octets(s)));
}

/** FIPS 186-5 §6.4.2. With the private key at hand, u·G + v·Q is one multiple of G, which OpenSSL computes. */
export function verifiesEcdsaDigest(signature: Uint8Array, digest: Uint8Array, key: KeyObject): boolean {
  const { curve, secret } = openKey(key);
  const [r, s] = readSignature(signature) ?? [0n, 0n];
  if (r < 1n || r >= curve.order || s < 1n || s >= curve.order) return false;
  const k = (inverse(s, curve.order) * (integer(digest) + r * secret)) % curve.order;
  if (k === 0n) return false;
  const point = createECDH(curve.name);
  point.setPrivateKey(octets(k));
  return abscissa(point.getPublicKey(), curve) % curve.order === r;
}

function openKey(key: KeyObject): { readonly curve: Curve; readonly secret: bigint } {
  const curve = CURVES.find(({ name }) => name === key.asymmetricKeyDetails?.namedCurve);
  if (curve === undefined) throw new TypeError('the key is on no curve of KMS');
  return { curve, secret: integer(Buffer.from(key.export({ format: 'jwk' }).d!, 'base64url')) };
}

/** x of an uncompressed point: 04, x, y. */
const abscissa = (point: Buffer, curve: Curve): bigint => integer(point.subarray(1, 1 + curve.octets));

function readSignature(der: Uint8Array): readonly [r: bigint, s: bigint] | undefined {
  try {
    const [r, s] = readElements(readDer(Buffer.from(der)), 'the signature', [2, 2]);
    return [readUnsigned(r, 'r'), readUnsigned(s, 's')];
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

const integer = (bytes: Uint8Array): bigint => BigInt(`0x${Buffer.from(bytes).toString('hex') || '0'}`);

function octets(value: bigint): Buffer {
  const hex = value.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
}

/** By Euclid: `value` and the order, a prime, have no common factor. */
function inverse(value: bigint, order: bigint): bigint {
  let [a, b, x, y] = [value % order, order, 1n, 0n];
  while (a > 1n) {
    const quotient = b / a;
    [a, b, x, y] = [b - quotient * a, a, y - quotient * x, x];
  }
  return ((x % order) + order) % order;
}
