import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { root } from '../paths.mjs';
import { NOT_ASKED } from './areas.mjs';

/** Of 10 it needs Node 22. Apache-2.0; outside of package.json, as nothing that is built or published needs it. */
export const STRYKER = '9.6.1';
const PACKAGES = [`@stryker-mutator/core@${STRYKER}`, `@stryker-mutator/vitest-runner@${STRYKER}`];

/** Below the project's own packages, so that the runner finds the project's vitest. */
const CACHE = join(root, '.cache', 'mutations');
const FOLDER = join(CACHE, STRYKER);
const COPIES = join(CACHE, 'copies');

/** Once per version, and without any install script. */
export async function installStryker() {
  const complete = join(FOLDER, 'complete');
  if (existsSync(complete)) return;
  console.log(`installing ${PACKAGES.join(' and ')} into ${FOLDER}`);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  writeFileSync(join(FOLDER, 'package.json'), '{ "private": true }\n');
  // Its peer is the project's own vitest, which must not be there twice.
  const how = ['--ignore-scripts', '--legacy-peer-deps', '--save-exact', '--no-audit', '--no-fund'];
  await promisify(execFile)('npm', ['install', ...how, ...PACKAGES], {
    cwd: FOLDER,
    shell: process.platform === 'win32',
  });
  writeFileSync(complete, '');
}

/** Changes one file in each way that Stryker knows, in a copy of the project, and lets the area's tests judge each. */
export async function mutate(file, area, { concurrency }) {
  const report = join(CACHE, 'report.json');
  const config = join(CACHE, 'stryker.json');
  // A run that was ended leaves its copies behind, of some megabytes each.
  for (const left of [report, COPIES]) rmSync(left, { recursive: true, force: true });
  writeFileSync(config, JSON.stringify(settings(file, report, concurrency)));
  const child = spawn(
    process.execPath,
    [join(FOLDER, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'), 'run', config],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        CERTPROV_MUTATIONS_TESTS: JSON.stringify({ include: area.tests, exclude: NOT_ASKED }),
        CERTPROV_MUTATIONS_ROOT: root,
      },
    },
  );
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  const [exitCode] = await once(child, 'close');
  if (!existsSync(report)) throw new Error(`Stryker ended with ${exitCode} on ${file}:\n${said.slice(-4000)}`);
  return mutantsOf(JSON.parse(readFileSync(report, 'utf8')).files[file]);
}

/** By its file: a folder cannot be imported. */
const PLUGIN = join(FOLDER, 'node_modules', '@stryker-mutator', 'vitest-runner', 'dist', 'src', 'index.js');

const settings = (file, report, concurrency) => ({
  mutate: [file],
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
  timeoutMS: 20_000,
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

function textAt(source, { start, end }) {
  const lines = source.split('\n').slice(start.line - 1, end.line);
  lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
  lines[0] = lines[0].slice(start.column - 1);
  return lines.join('\n');
}

const LONGEST = 90;

/** A cell of a table, and the same again for the same change: reasons are found by it. */
function oneLine(text) {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST / 2)} … ${line.slice(-LONGEST / 2)}`;
}
