import { createHash } from 'node:crypto';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installBy } from './install-by.mjs';
import { installOnce } from './install-once.mjs';

const FILES = ['package.json', 'package-lock.json'];

/** The folder of a program with the packages that its lock file pins, each with its hash; no script of theirs is run. */
export async function installNodeProgram(name, source, programs, report) {
  const hash = createHash('sha256');
  for (const file of [...FILES, ...programs]) hash.update(readFileSync(join(source, file)));
  return installOnce(`${name}-${hash.digest('hex').slice(0, 12)}`, async (draft) => {
    report(`installing ${name}\n`);
    for (const file of [...FILES, ...programs]) cpSync(join(source, file), join(draft, file));
    await installBy('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: draft });
  });
}
