import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../paths.mjs';
import { NOT_ASKED } from './areas.mjs';
import { keyOf, oneLine, textAt } from './texts.mjs';

/** Of 10 it needs Node 22. Apache-2.0; outside of package.json, as nothing that is built or published needs it. */
export const STRYKER = '9.6.1';
const PACKAGES = [`@stryker-mutator/core@${STRYKER}`, `@stryker-mutator/vitest-runner@${STRYKER}`];

/** Below the project's own packages, so that the runner finds the project's vitest. */
export const CACHE = join(root, '.cache', 'mutations');
export const STRYKER_FOLDER = join(CACHE, STRYKER);
const COPIES = join(CACHE, 'copies');

/** Once per version, and without any install script. */
export async function installStryker() {
  const complete = join(STRYKER_FOLDER, 'complete');
  if (existsSync(complete)) return;
  console.log(`installing ${PACKAGES.join(' and ')} into ${STRYKER_FOLDER}`);
  rmSync(STRYKER_FOLDER, { recursive: true, force: true });
  mkdirSync(STRYKER_FOLDER, { recursive: true });
  writeFileSync(join(STRYKER_FOLDER, 'package.json'), '{ "private": true }\n');
  // Its peer is the project's own vitest, which must not be there twice.
  const how = ['--ignore-scripts', '--legacy-peer-deps', '--save-exact', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...how, ...PACKAGES], {
    cwd: STRYKER_FOLDER,
    shell: process.platform === 'win32',
  });
  writeFileSync(complete, '');
}

/** Changes one file in each way that Stryker knows, in a copy of the project, and lets the area's tests judge each. */
export async function mutate(file, area, { concurrency }) {
  const { files } = await runStryker({ mutate: [file], concurrency }, area);
  return mutantsOf(files[file]);
}

/** The same for changes that were drawn: which test killed each, by its key; undefined for one that lives. */
export async function mutateDrawn(drawn, area, { concurrency }) {
  const list = join(CACHE, 'drawn.json');
  writeFileSync(list, JSON.stringify(drawn.map(({ key }) => key)));
  const ranges = drawn.map(({ file, range: { start, end } }) => {
    const [from, to] = [start, end].map(({ line, column }) => `${line + 1}:${column}`);
    return `${file}:${from}-${to}`;
  });
  const only = { checkers: ['drawn-only'], plugins: [PLUGIN, join(root, 'bench', 'mutations', 'drawn-only.mjs')] };
  const env = { CERTPROV_MUTATIONS_DRAWN: list };
  const { files, testFiles = {} } = await runStryker({ mutate: ranges, concurrency, ...only }, area, env);
  const tests = new Map(
    Object.entries(testFiles).flatMap(([file, { tests: all }]) =>
      all.map(({ id, name }) => [id, `${file} ${name}`.trim()]),
    ),
  );
  return Object.entries(files).flatMap(([fileName, { mutants }]) =>
    mutants
      .filter(({ status }) => status !== 'CompileError' && status !== 'Ignored')
      .map(({ status, location, mutatorName, replacement, killedBy = [] }) => {
        // The report counts from 1.
        const [start, end] = [location.start, location.end].map(({ line, column }) => ({
          line: line - 1,
          column: column - 1,
        }));
        return {
          key: keyOf({ fileName, location: { start, end }, mutatorName, replacement }),
          isCovered: status !== 'NoCoverage',
          killedBy: KILLED.includes(status) ? (tests.get(killedBy[0]) ?? status) : undefined,
        };
      }),
  );
}

async function runStryker({ mutate: what, concurrency, ...more }, area, env = {}) {
  const report = join(CACHE, 'report.json');
  const config = join(CACHE, 'stryker.json');
  // A run that was ended leaves its copies behind, of some megabytes each.
  for (const left of [report, COPIES]) rmSync(left, { recursive: true, force: true });
  writeFileSync(config, JSON.stringify({ ...settings(what, report, concurrency), ...more }));
  const child = spawn(
    process.execPath,
    [join(STRYKER_FOLDER, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', config],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        ...env,
        CERTPROV_MUTATIONS_TESTS: JSON.stringify({ include: area.tests, exclude: NOT_ASKED }),
        CERTPROV_MUTATIONS_ROOT: root,
      },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [exitCode] = await once(child, 'close');
  if (!existsSync(report))
    throw new Error(`Stryker ended with ${exitCode} on ${what.join(', ')}:\n${said.slice(-4000)}`);
  return JSON.parse(readFileSync(report, 'utf8'));
}

/** By its file: a folder cannot be imported. */
const PLUGIN = join(STRYKER_FOLDER, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js');

const settings = (what, report, concurrency) => ({
  mutate: what,
  testRunner: 'vitest',
  plugins: [PLUGIN],
  vitest: { configFile: 'bench/mutations/vitest.config.ts', related: true },
  coverageAnalysis: 'perTest',
  concurrency,
  inPlace: false,
  tempDirName: COPIES,
  ignorePatterns: ['.cache', 'dist'],
  // It would parse the real one by an API that TypeScript 7 has no longer.
  tsconfigFile: 'no-such-tsconfig.json',
  disableTypeChecks: false,
  reporters: ['json'],
  jsonReporter: { fileName: report },
  allowEmpty: true,
  // A busy machine is not an endless loop.
  timeoutMS: 180_000,
});

const KILLED = ['Killed', 'Timeout', 'RuntimeError', 'CompileError'];

function mutantsOf(result) {
  const { mutants = [], source = '' } = result ?? {};
  const judged = mutants.filter(({ status }) => status !== 'Ignored');
  return {
    mutants: judged.length,
    killed: judged.filter(({ status }) => KILLED.includes(status)).length,
    left: judged
      .filter(({ status }) => status === 'Survived' || status === 'NoCoverage')
      .map(({ status, location, replacement }) => ({
        line: location.start.line,
        was: oneLine(textAt(source, location)),
        becomes: oneLine(replacement),
        isCovered: status === 'Survived',
      }))
      .toSorted((a, b) => a.line - b.line),
  };
}
