// Breaks certprov on purpose, and prints what held.
// npm run test:faults [-- --full] [-- --write] [-- --record=file] [-- suite …]
// --record=file: goes on with a run that was cut off or found something: what is proved there is not proved again.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { missingOnPage, withTables } from './matrix-page.mjs';
import { gatherTables, isComplete, showTables, totals, unproved } from './matrix-tables.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const page = join(root, 'docs', 'fault-matrix.md');

const words = process.argv.slice(2);
const isFull = words.includes('--full');
const suites = words.filter((word) => !word.startsWith('--'));
const folder = mkdtempSync(join(tmpdir(), 'certprov-faults-'));
const kept = words.find((word) => word.startsWith('--record='))?.slice('--record='.length);
const record = kept ?? join(folder, 'record.jsonl');
appendFileSync(record, '');

const started = performance.now();
const vitest = spawn(
  process.execPath,
  [join(root, 'node_modules', 'vitest', 'vitest.mjs'), 'run', '--config', 'test/faults/vitest.config.ts', ...suites],
  {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, CERTPROV_FAULTS: isFull ? 'full' : 'short', CERTPROV_FAULTS_RECORD: record },
  },
);
const [exitCode] = await once(vitest, 'exit');
const elapsed = (performance.now() - started) / 60_000;
appendFileSync(record, `${JSON.stringify({ minutes: elapsed })}\n`);
const records = readFileSync(record, 'utf8')
  .split('\n')
  .slice(0, -1)
  .map((line) => JSON.parse(line));
const runs = records.filter(({ minutes }) => minutes !== undefined);
const tables = gatherTables(records.filter(({ minutes }) => minutes === undefined));
rmSync(folder, { recursive: true, force: true });

process.stdout.write(`\n${showTables(tables)}\n`);
const { proved, broken, left } = totals(tables);
for (const name of unproved(tables)) process.stdout.write(`not proved: ${name}\n`);
const minutes = runs.reduce((sum, run) => sum + run.minutes, 0).toFixed(1);
const took = `${minutes} minutes${runs.length === 1 ? '' : ` of ${runs.length} runs`}`;
const rest = left === 0 ? '' : `, ${left} left to the full form`;
process.stdout.write(`${proved} proved, ${broken} not proved${rest} · ${took} on Node ${process.versions.node}\n`);
process.exitCode = exitCode === 0 && isComplete(tables) ? 0 : 1;

// Without rows of the page, it is out of date: a new fault or command has its row and column in the short form as well.
const text = existsSync(page) ? readFileSync(page, 'utf8') : '';
for (const problem of missingOnPage(tables, text)) {
  process.stdout.write(`${problem}: renew docs/fault-matrix.md\n`);
  if (!words.includes('--write')) process.exitCode = 1;
}

if (words.includes('--write')) {
  if (process.exitCode !== 0) throw new Error('only a run without a failure is written');
  const command = ['npm run test:faults --', ...suites, ...(isFull ? ['--full'] : [])].join(' ');
  const summary = `\`${command}\`: ${proved} cases, all proved${rest}, in ${took}; 2 cores, Node ${process.versions.node}.`;
  writeFileSync(page, withTables(text, tables, summary));
}
