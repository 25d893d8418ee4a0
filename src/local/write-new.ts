import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { CertprovError, EXIT } from '../errors.ts';

/** Looked at before anything is made: what cannot be kept would be made for nothing. `flag` names the file or its folder. */
export async function assertFree(path: string, flag = '--out'): Promise<void> {
  const exists = await access(path, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (exists) {
    throw new CertprovError('FILE_UNWRITABLE', `${path} exists already, and certprov overwrites no file`, {
      fix: `choose another name for ${flag}`,
      exitCode: EXIT.usage,
    });
  }
  const folder = dirname(resolve(path));
  await access(folder, constants.W_OK).catch((cause: unknown) => {
    throw new CertprovError('FILE_UNWRITABLE', `${folder} is not there, or this user may not write to it`, {
      fix: `make the folder, or choose another one for ${flag}`,
      exitCode: EXIT.usage,
      cause,
    });
  });
}

/** Public data, such as a certificate; never over an existing file. */
export async function writeNew(path: string, text: string, what: string, flag = '--out'): Promise<void> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o644 });
  } catch (cause) {
    throw new CertprovError('FILE_UNWRITABLE', `${what} could not be written to ${path}: ${(cause as Error).message}`, {
      fix: `choose a place for ${flag} that can be written`,
      cause,
    });
  }
}
