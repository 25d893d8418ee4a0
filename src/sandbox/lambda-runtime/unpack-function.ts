import { chmod, mkdir, mkdtemp, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface PackagedFile {
  /** Relative, and known to stay inside the folder. */
  readonly path: string;
  readonly bytes: Uint8Array;
  readonly mode: number;
}

/**
 * Unpacks a deployment package once per content: written aside and renamed, so that a folder under its final name is
 * always complete, whoever else unpacks the same.
 */
export async function unpackFunction(
  scratch: string,
  name: string,
  readFiles: () => Promise<readonly PackagedFile[]>,
): Promise<string> {
  const folder = join(scratch, name);
  if (await exists(folder)) return folder;
  await mkdir(scratch, { recursive: true, mode: 0o700 });
  const aside = await mkdtemp(join(scratch, '.unpack-'));
  try {
    for (const { path, bytes, mode } of await readFiles()) {
      const file = join(aside, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
      // The owner keeps its rights, so that the folder can be removed.
      await chmod(file, mode | 0o600);
    }
    await rename(aside, folder);
  } catch (error) {
    await rm(aside, { recursive: true, force: true });
    if (!(await exists(folder))) throw error;
  }
  return folder;
}

const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
