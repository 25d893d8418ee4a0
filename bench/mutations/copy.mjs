import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from '../paths.mjs';
import { instrument } from './draw.mjs';
import { keyOf } from './texts.mjs';
import { CACHE } from './stryker.mjs';

const SAMPLE = join(CACHE, 'sample');
/** Sources and tests, the former with every drawn change behind a switch. */
export const COPY = join(SAMPLE, 'project');
/** The program as tests of whole programs start it, built from those sources. */
export const INSTALLED = join(SAMPLE, 'installed');
/** One number: the change that is on in programs that are started from now on. */
const ACTIVE = join(INSTALLED, 'active.txt');
/** Folder that programs write into, when they end, which changes they came by. */
export const COVERAGE = join(SAMPLE, 'coverage');

/**
 * Programs are started without this process's environment, so that the switch is thrown by a file. What a program came
 * by is written down while `coverage` is there.
 */
const SWITCH = `(() => {
  const fs = require('node:fs');
  const path = require('node:path');
  const active = fs.readFileSync(${JSON.stringify(ACTIVE)}, 'utf8');
  globalThis.__stryker__ = active === '' ? {} : { activeMutant: active };
  const folder = ${JSON.stringify(COVERAGE)};
  process.on('exit', () => {
    const { static: met } = globalThis.__stryker__.mutantCoverage ?? { static: {} };
    if (!fs.existsSync(folder)) return;
    fs.writeFileSync(path.join(folder, process.pid + '-' + process.hrtime.bigint() + '.json'), JSON.stringify(Object.keys(met)));
  });
})();
`;

const LEFT_OUT = new Set(['node_modules', '.git', '.cache', 'dist']);

/** Makes the copy and builds it; ends with the number that Stryker gave to each drawn change, by its key. */
export async function makeCopy(drawn) {
  rmSync(SAMPLE, { recursive: true, force: true });
  mkdirSync(SAMPLE, { recursive: true });
  for (const name of readdirSync(root))
    if (!LEFT_OUT.has(name)) cpSync(join(root, name), join(COPY, name), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(COPY, 'node_modules'), 'junction');
  // Where tests look for what is too large to stand in the repository.
  const shared = join(dirname(root), 'shared');
  if (existsSync(shared)) symlinkSync(shared, join(SAMPLE, 'shared'), 'junction');

  const files = [...new Set(drawn.map(({ file }) => file))].map((name) => ({
    name,
    mutate: drawn.filter(({ file }) => file === name).map(({ range }) => range),
    content: readFileSync(join(root, name), 'utf8'),
  }));
  const made = await instrument(files);
  for (const { name, content } of made.files) writeFileSync(join(COPY, name), content);
  build();
  return new Map(made.mutants.map((mutant) => [keyOf(mutant), mutant.id]));
}

/** Its program only: signers are of the sources as they are, since a changed one would be too large for Lambda. */
function build() {
  cpSync(join(root, 'dist'), join(COPY, 'dist'), { recursive: true });
  execFileSync(process.execPath, [join(COPY, 'scripts', 'build.mjs'), 'program'], { cwd: COPY, stdio: 'pipe' });
  for (const name of ['bin', 'dist', 'package.json'])
    cpSync(join(COPY, name), join(INSTALLED, name), { recursive: true });
  switchOn('');
  const start = join(INSTALLED, 'dist', 'main.cjs');
  writeFileSync(start, SWITCH + readFileSync(start, 'utf8').replace(/^#!.*\n/, ''));
}

export const switchOn = (id) => writeFileSync(ACTIVE, id);
