import { access, mkdir, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import { CertprovError, EXIT } from '../../errors.ts';

/** Where the device's key and certificate go; nothing is written before there is a certificate. */
export interface IdentityFiles {
  readonly folder: string;
  readonly key: string;
  readonly certificate: string;
}

/** Readable by its owner alone; on Windows the rights of the folder decide. */
const OWNER_ONLY = { file: 0o600, folder: 0o700 } as const;

export function identityFiles(folder: string): IdentityFiles {
  const path = resolve(folder);
  return { folder: path, key: join(path, 'device.key'), certificate: join(path, 'device.pem') };
}

/** From where the operator is, where that is shorter. */
export function shownPath(path: string): string {
  const fromHere = relative('', path);
  return fromHere !== '' && fromHere.length < path.length ? fromHere : path;
}

/** Looked at before anything is made: a certificate whose key cannot be kept would be made for nothing. */
export async function assertNothingThere(files: IdentityFiles): Promise<void> {
  for (const path of [files.key, files.certificate]) {
    const exists = await access(path).then(
      () => true,
      () => false,
    );
    if (!exists) continue;
    throw new CertprovError('FILE_UNWRITABLE', `${shownPath(path)} exists already, and certprov overwrites no file`, {
      fix: 'choose another folder with --out-dir',
      exitCode: EXIT.usage,
      details: { flag: '--out-dir' },
    });
  }
}

/** The key first: without it the certificate is nothing. Never over an existing file. */
export async function keepIdentity(
  { folder, key, certificate }: IdentityFiles,
  identity: { readonly privateKeyPem: string; readonly certificatePem: string },
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true, mode: OWNER_ONLY.folder });
    await writeFile(key, identity.privateKeyPem, { flag: 'wx', mode: OWNER_ONLY.file });
    await writeFile(certificate, identity.certificatePem, { flag: 'wx', mode: 0o644 });
  } catch (cause) {
    throw new CertprovError(
      'FILE_UNWRITABLE',
      `the device's key and certificate could not be written to ${shownPath(folder)}: ${(cause as Error).message}`,
      { fix: 'choose a folder with --out-dir that can be written', cause },
    );
  }
}
