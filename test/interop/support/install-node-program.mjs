import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installOnce } from './install-once.mjs';
import { outputOf } from './run-program.mjs';

/** Dozens of megabytes over a line that others use. */
const PATIENCE_MS = 10 * 60_000;
const FILES = ['package.json', 'package-lock.json'];

/** The folder of a program with the packages that its lock file pins, each with its hash; no script of theirs is run. */
export async function installNodeProgram(name, source, programs, report) {
  const hash = createHash('sha256');
  for (const file of [...FILES, ...programs]) hash.update(readFileSync(join(source, file)));
  return installOnce(`${name}-${hash.digest('hex').slice(0, 12)}`, async (draft) => {
    report(`installing ${name}\n`);
    for (const file of [...FILES, ...programs]) cpSync(join(source, file), join(draft, file));
    // The machine's whole environment: the registry is configured there.
    await outputOf('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
      cwd: draft,
      env: process.env,
      patienceMs: PATIENCE_MS,
    });
  });
}
