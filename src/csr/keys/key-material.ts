import { DerError } from '../der/der-error.ts';
import { readElements, readOid } from '../der/der-fields.ts';
import { readDer, TAG } from '../der/der-node.ts';

/** A private key as it was found in a file. */
export type KeyMaterial =
  | { readonly form: 'pkcs8' | 'pkcs1' | 'sec1' | 'encrypted-pkcs8'; readonly der: Buffer }
  /** OpenSSL's own encryption, older than PKCS#8: header lines in the PEM. */
  | { readonly form: 'encrypted-pem'; readonly pem: string; readonly cipher: string };

/** By its outline: RFC 5958 §2 and §3, RFC 8017 appendix A.1.2, RFC 5915. Undefined for what is no private key. */
export function keyMaterialOf(der: Buffer): KeyMaterial | undefined {
  try {
    const { identifier, children } = readDer(der);
    const [first, second, third] = children.map((child) => child.identifier);
    if (identifier !== TAG.sequence) return undefined;
    if (first === TAG.integer && second === TAG.sequence && third === TAG.octetString) return { form: 'pkcs8', der };
    if (first === TAG.integer && second === TAG.octetString) return { form: 'sec1', der };
    const isRsa = children.length >= 9 && children.slice(0, 9).every((child) => child.identifier === TAG.integer);
    if (isRsa) return { form: 'pkcs1', der };
    const isEncrypted = children.length === 2 && first === TAG.sequence && second === TAG.octetString;
    return isEncrypted ? { form: 'encrypted-pkcs8', der } : undefined;
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

/** The OIDs of the scheme and, for PBES2, of the cipher that an encrypted PKCS#8 key names. */
export function encryptionOf(der: Buffer): readonly string[] {
  const [algorithm] = readElements(readDer(der), 'EncryptedPrivateKeyInfo', [2, 2]);
  const [type, parameters] = readElements(algorithm, 'the encryption algorithm', [1, 2]);
  const scheme = readOid(type, 'the encryption algorithm');
  if (scheme !== '1.2.840.113549.1.5.13') return [scheme];
  const [, cipher] = readElements(parameters, 'PBES2-params', [2, 2]);
  return [scheme, readOid(readElements(cipher, 'the encryption scheme', [1, 2])[0], 'the encryption scheme')];
}
