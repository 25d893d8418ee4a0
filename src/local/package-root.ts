import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder with package.json: the same from `src/` under test and from `dist/` when installed. */
export function packageRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'package.json'))) {
    if (folder === dirname(folder)) throw new Error('certprov is not in a package folder');
    folder = dirname(folder);
  }
  return folder;
}

/** A file that `npm run build` made beside the program: signer bundles, the Lambda runtime, seeded functions. */
export const assetPath = (...parts: readonly string[]): string => join(packageRoot(), 'dist', 'assets', ...parts);
