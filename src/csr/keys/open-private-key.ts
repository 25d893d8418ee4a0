import { createPrivateKey, type KeyObject } from 'node:crypto';
import { DerError } from '../der/der-error.ts';
import { keyError, passphraseNeeded, passphraseWrong } from './key-error.ts';
import { encryptionOf, type KeyMaterial } from './key-material.ts';

const WHAT = 'the private key';

/** With what Node.js reads; an error for what it does not says how to convert it. */
export function openPrivateKey(material: KeyMaterial, passphrase: string | undefined): KeyObject {
  switch (material.form) {
    case 'encrypted-pkcs8':
      return openEncrypted(material.der, passphrase);
    case 'encrypted-pem':
      if (!/^(?:AES-\d+-CBC|DES-EDE3-CBC)$/.test(material.cipher)) throw outdated(material.cipher);
      return decrypt({ key: material.pem, format: 'pem' }, passphrase);
    default:
      try {
        return createPrivateKey({ key: material.der, format: 'der', type: material.form });
      } catch {
        throw keyError('KEY_UNREADABLE', `${WHAT} is damaged, or of a kind that Node.js does not read`);
      }
  }
}

/** Schemes with DES, RC2 or RC4, which OpenSSL 3 has moved to its legacy provider, and Node.js has not. */
const OUTDATED: Readonly<Record<string, string>> = {
  '1.2.840.113549.1.5.1': 'pbeWithMD2AndDES-CBC',
  '1.2.840.113549.1.5.3': 'pbeWithMD5AndDES-CBC',
  '1.2.840.113549.1.5.4': 'pbeWithMD2AndRC2-CBC',
  '1.2.840.113549.1.5.6': 'pbeWithMD5AndRC2-CBC',
  '1.2.840.113549.1.5.10': 'pbeWithSHA1AndDES-CBC',
  '1.2.840.113549.1.5.11': 'pbeWithSHA1AndRC2-CBC',
  '1.2.840.113549.1.12.1.1': 'pbeWithSHA1And128BitRC4',
  '1.2.840.113549.1.12.1.2': 'pbeWithSHA1And40BitRC4',
  '1.2.840.113549.1.12.1.5': 'pbeWithSHA1And128BitRC2-CBC',
  '1.2.840.113549.1.12.1.6': 'pbeWithSHA1And40BitRC2-CBC',
  '1.3.14.3.2.7': 'DES-CBC',
  '1.2.840.113549.3.2': 'RC2-CBC',
};

function openEncrypted(der: Buffer, passphrase: string | undefined): KeyObject {
  try {
    const name = encryptionOf(der)
      .map((oid) => OUTDATED[oid])
      .find((known) => known !== undefined);
    if (name !== undefined) throw outdated(name);
  } catch (error) {
    if (error instanceof DerError) throw keyError('KEY_UNREADABLE', `${WHAT} is damaged, or not whole`);
    throw error;
  }
  return decrypt({ key: der, format: 'der', type: 'pkcs8' }, passphrase);
}

function decrypt(
  input:
    | { readonly key: string; readonly format: 'pem' }
    | { readonly key: Buffer; readonly format: 'der'; readonly type: 'pkcs8' },
  passphrase: string | undefined,
): KeyObject {
  if (passphrase === undefined) throw passphraseNeeded(WHAT);
  try {
    return createPrivateKey({ ...input, passphrase });
  } catch {
    throw passphraseWrong(WHAT);
  }
}

const outdated = (cipher: string): Error =>
  keyError(
    'KEY_UNREADABLE',
    `${WHAT} is encrypted with ${cipher}, which Node.js no longer reads`,
    'encrypt it anew: openssl pkey -provider legacy -provider default -in ca.key -aes256 -out ca-new.key',
  );
