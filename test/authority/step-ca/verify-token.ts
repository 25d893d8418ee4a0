import { webcrypto } from 'node:crypto';

export interface VerifiedToken {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
}

const PARAMETERS: Readonly<Record<string, webcrypto.EcKeyImportParams & webcrypto.EcdsaParams>> = {
  ES256: { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' },
  ES384: { name: 'ECDSA', namedCurve: 'P-384', hash: 'SHA-384' },
  ES512: { name: 'ECDSA', namedCurve: 'P-521', hash: 'SHA-512' },
};
const RSA = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

/** A JWT whose signature Web Crypto has verified with the public key (PEM), under the algorithm that it names. */
export async function verifyToken(token: unknown, publicKeyPem: string): Promise<VerifiedToken> {
  const [header = '', claims = '', signature = '', ...rest] = String(token).split('.');
  if (rest.length > 0 || /[^\w-]/.test(header + claims + signature)) throw new Error('it is not a compact JWT');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const algorithm = read(header).alg === 'RS256' ? RSA : PARAMETERS[read(header).alg];
  if (!algorithm) throw new Error(`the algorithm ${read(header).alg} is not expected`);
  const spki = Buffer.from(publicKeyPem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  const key = await webcrypto.subtle.importKey('spki', spki, algorithm, false, ['verify']);
  const signed = Buffer.from(`${header}.${claims}`);
  if (!(await webcrypto.subtle.verify(algorithm, key, Buffer.from(signature, 'base64url'), signed))) {
    throw new Error('the signature is not by this key');
  }
  return { header: read(header), claims: read(claims) };
}
