import { cpSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { outputOf } from './run-program.mjs';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The built program as it is published, in a folder of its own: without its packages, and safe from another build. */
export async function installProgram() {
  if (isStale()) await outputOf(process.execPath, [join(ROOT, 'scripts', 'build.mjs')]);
  const folder = mkdtempSync(join(tmpdir(), 'certprov-interop-'));
  for (const name of ['bin', 'dist', 'package.json']) cpSync(join(ROOT, name), join(folder, name), { recursive: true });
  return { folder, executable: join(folder, 'bin', 'certprov.js') };
}

function isStale() {
  const built = statSync(join(ROOT, 'dist', 'main.cjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['src', 'scripts'].flatMap((name) =>
    readdirSync(join(ROOT, name), { recursive: true }).map((path) => join(ROOT, name, path)),
  );
  return [...sources, join(ROOT, 'package-lock.json')].some((path) => statSync(path).mtimeMs > built);
}
