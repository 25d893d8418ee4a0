import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Nothing is written by esbuild itself: a build that fails leaves the last good one in place. */
export const common = {
  absWorkingDir: root,
  bundle: true,
  preserveSymlinks: true,
  write: false,
  platform: 'node',
  // ES modules where a package has them: only they can be shaken, which takes a quarter off the program.
  mainFields: ['module', 'main'],
  format: 'esm',
  target: 'node20',
  legalComments: 'none',
  logLevel: 'warning',
};
