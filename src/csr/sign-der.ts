import { sign, type KeyObject } from 'node:crypto';
import { nullValue, oid, sequence } from './der/der-writer.ts';

export type SigningAlgorithm =
  'sha256WithRSA' | 'sha384WithRSA' | 'sha512WithRSA' | 'ecdsaWithSHA256' | 'ecdsaWithSHA384' | 'ecdsaWithSHA512';

/** Whoever has the private key, in this process or elsewhere: an ECDSA signature is the DER of RFC 3279 §2.2.3. */
export type SignBytes = (toBeSigned: Buffer) => Buffer | Promise<Buffer>;

const OIDS: Readonly<Record<string, string>> = {
  sha1WithRSA: '1.2.840.113549.1.1.5',
  md5WithRSA: '1.2.840.113549.1.1.4',
  sha256WithRSA: '1.2.840.113549.1.1.11',
  sha384WithRSA: '1.2.840.113549.1.1.12',
  sha512WithRSA: '1.2.840.113549.1.1.13',
  ecdsaWithSHA1: '1.2.840.10045.4.1',
  ecdsaWithSHA256: '1.2.840.10045.4.3.2',
  ecdsaWithSHA384: '1.2.840.10045.4.3.3',
  ecdsaWithSHA512: '1.2.840.10045.4.3.4',
  ed25519: '1.3.101.112',
  ed448: '1.3.101.113',
};

/** RFC 4055 §5 wants NULL parameters with RSA; RFC 5758 §3.2 and RFC 8410 §3 want none. */
export function algorithmIdentifier(name: string): Buffer {
  const dotted = OIDS[name];
  if (dotted === undefined) throw new RangeError(`${name} is no signature algorithm known here`);
  return name.endsWith('RSA') ? sequence(oid(dotted), nullValue()) : sequence(oid(dotted));
}

/** The algorithm for a key, with the hash that suits its strength unless one is given. */
export function algorithmFor(privateKey: KeyObject, hash?: string): string {
  const type = privateKey.asymmetricKeyType;
  if (type === 'rsa') return `${hash ?? 'sha256'}WithRSA`;
  if (type === 'ec') {
    const suiting =
      { secp384r1: 'sha384', secp521r1: 'sha512' }[privateKey.asymmetricKeyDetails?.namedCurve ?? ''] ?? 'sha256';
    return `ecdsaWith${(hash ?? suiting).toUpperCase()}`;
  }
  return type ?? 'unknown';
}

const hashOf = (name: string): string | undefined => /(?:md5|sha\d+)/i.exec(name)?.[0].toLowerCase();

export const signDer = (name: string, der: Buffer, privateKey: KeyObject): Buffer =>
  sign(hashOf(name), der, privateKey);
