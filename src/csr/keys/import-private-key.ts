import { createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { readDer } from '../der/der-node.ts';
import { caSigningAlgorithm } from '../signing-algorithm-of-key.ts';
import { isPkcs12 } from './is-pkcs12.ts';
import { keyError } from './key-error.ts';
import type { KeyMaterial } from './key-material.ts';
import { checkKey } from './key-rules.ts';
import { openPrivateKey } from './open-private-key.ts';
import { readPublicKey } from './public-key.ts';
import { readKeyFile, type KeyFile } from './read-key-file.ts';

interface ImportedKey {
  readonly privateKey: KeyObject;
  /** What certificates lay beside it, in the order of the file. */
  readonly certificatesDer: readonly Buffer[];
}

/** A key with a long chain has 20 KB. */
const MAX_FILE_BYTES = 256 * 1024;

/**
 * The key of a CA out of an operator's file: PKCS#8, PKCS#1 or SEC 1, as PEM or DER, encrypted or not, or PKCS#12. It is
 * of a kind whose signatures AWS IoT takes, and it signs. No error holds a byte of the file.
 */
export async function importPrivateKey(file: Uint8Array, passphrase?: string): Promise<ImportedKey> {
  const bytes = Buffer.from(file.buffer, file.byteOffset, file.byteLength);
  if (bytes.length > MAX_FILE_BYTES) {
    throw keyError('KEY_UNREADABLE', `the file has ${bytes.length} bytes: no file with a private key is so large`);
  }
  const { keys, certificatesDer } = isPkcs12(bytes) ? await readArchive(bytes, passphrase) : readKeyFile(bytes);
  const [material, ...others] = keys;
  if (material === undefined) throw keyError('KEY_UNREADABLE', 'there is no private key in the PKCS#12 file');
  if (others.length > 0) {
    throw keyError(
      'KEY_UNREADABLE',
      `there are ${keys.length} private keys in the file`,
      'pass a file with the CA key alone',
    );
  }
  const privateKey = openPrivateKey(material, passphrase);
  checkCaKey(privateKey);
  return { privateKey, certificatesDer };
}

/** Loaded when it is needed: the old ciphers weigh more than everything else here. */
async function readArchive(bytes: Buffer, passphrase: string | undefined): Promise<KeyFile> {
  const { readPkcs12 } = await import('./read-pkcs12.ts');
  const { keysDer, certificatesDer } = readPkcs12(bytes, passphrase);
  return { keys: keysDer.map((der): KeyMaterial => ({ form: 'pkcs8', der })), certificatesDer };
}

function checkCaKey(privateKey: KeyObject): void {
  const publicKey = createPublicKey(privateKey);
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  caSigningAlgorithm(spki);
  const verdict = checkKey(readPublicKey(readDer(spki)));
  if (!verdict.ok) throw keyError('KEY_REFUSED', `the key cannot be that of a CA: ${verdict.reason}`);
  if (!signsFor(privateKey, publicKey)) {
    throw keyError('KEY_REFUSED', 'the key is damaged: it does not sign what its public half verifies');
  }
}

function signsFor(privateKey: KeyObject, publicKey: KeyObject): boolean {
  const probe = randomBytes(32);
  try {
    return verify('sha256', probe, publicKey, sign('sha256', probe, privateKey));
  } catch {
    return false;
  }
}
