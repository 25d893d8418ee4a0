import { sign, type KeyObject } from 'node:crypto';

/** RFC 7518 §3.1, by the curve of the key: each has its one hash. */
const EC_ALGORITHMS: Readonly<Record<string, readonly [alg: string, hash: string]>> = {
  prime256v1: ['ES256', 'sha256'],
  secp384r1: ['ES384', 'sha384'],
  secp521r1: ['ES512', 'sha512'],
};

/** `undefined` for a key that no algorithm here is for. */
export function jwsAlgorithm({
  asymmetricKeyType,
  asymmetricKeyDetails,
}: KeyObject): readonly [string, string] | undefined {
  if (asymmetricKeyType === 'rsa') return ['RS256', 'sha256'];
  return asymmetricKeyType === 'ec' ? EC_ALGORITHMS[asymmetricKeyDetails?.namedCurve ?? ''] : undefined;
}

/**
 * A JWT in compact form (RFC 7515 §3.1, RFC 7519); `alg` and `typ` are put before `header`. ECDSA signatures are R and S
 * side by side (RFC 7518 §3.4), not the DER of X.509.
 */
export function signJws(header: object, claims: object, key: KeyObject): string {
  const [alg, hash] = jwsAlgorithm(key) ?? [];
  if (hash === undefined) throw new RangeError('no JWS algorithm is known here for this kind of key');
  const input = `${encode({ alg, typ: 'JWT', ...header })}.${encode(claims)}`;
  const signature = sign(hash, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
}

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString('base64url');
