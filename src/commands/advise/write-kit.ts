import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CertprovError } from '../../errors.ts';
import { assertFree, writeNew } from '../../local/write-new.ts';
import type { KitFile } from './kit/kit.ts';

const FLAG = '--out-dir';

/** All files or none where one exists already; answers their paths. @throws FILE_UNWRITABLE */
export async function writeKit(folder: string, files: readonly KitFile[]): Promise<string[]> {
  const placed = files.map(({ path, text, about }) => ({ path: join(folder, ...path.split('/')), text, about }));
  await makeFolders([...new Set([folder, ...placed.map(({ path }) => dirname(path))])]);
  for (const { path } of placed) await assertFree(path, FLAG);
  for (const { path, text, about } of placed) await writeNew(path, text, about, FLAG);
  return placed.map(({ path }) => path);
}

async function makeFolders(folders: readonly string[]): Promise<void> {
  try {
    for (const path of folders) await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new CertprovError('FILE_UNWRITABLE', `the folder could not be made: ${(cause as Error).message}`, {
      fix: `choose another folder for ${FLAG}`,
      cause,
    });
  }
}
