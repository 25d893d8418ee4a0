import { readFileSync } from 'node:fs';
import { build } from 'esbuild';
import { packageRoot } from '../../../src/local/package-root.ts';

/** A program of a kit with what it imports, as its README says to build it: in place. */
export async function bundleKit(path: string): Promise<void> {
  const text = readFileSync(path, 'utf8');
  await build({
    stdin: { contents: text, resolveDir: packageRoot() },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: path,
    allowOverwrite: true,
    logLevel: 'error',
    banner: { js: `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);` },
    absWorkingDir: packageRoot(),
  });
}
