import { createHash, createPublicKey, type KeyObject } from 'node:crypto';

/** RFC 7638 §3.2: the members that make the key, in the order of their names, without a space. */
const MEMBERS: Readonly<Record<string, readonly string[]>> = { EC: ['crv', 'kty', 'x', 'y'], RSA: ['e', 'kty', 'n'] };

/** SHA-256, base64url, of an EC or RSA key: the same for the private one and for its public half. */
export function jwkThumbprint(key: KeyObject): string {
  const jwk = (key.type === 'private' ? createPublicKey(key) : key).export({ format: 'jwk' });
  const members = MEMBERS[jwk.kty ?? ''];
  if (!members) throw new RangeError('no thumbprint is known here for this kind of key');
  const required = Object.fromEntries(members.map((member) => [member, jwk[member]]));
  return createHash('sha256').update(JSON.stringify(required)).digest('base64url');
}
