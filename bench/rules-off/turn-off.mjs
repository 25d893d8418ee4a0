import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';

const COPY = join(root, '.cache', 'rules-off');
/** Tests of whole programs; the others load the sources. */
const RUNS_PROGRAM = /^test\/(?:e2e|signer|main|old-node)/;
const LEFT_OUT = ['.git', '.cache', 'node_modules'];

/** The project as it is. Nothing is ever edited but this copy. */
export function copyProject() {
  rmSync(COPY, { recursive: true, force: true });
  mkdirSync(COPY, { recursive: true });
  for (const name of readdirSync(root).filter((each) => !LEFT_OUT.includes(each)))
    cpSync(join(root, name), join(COPY, name), { recursive: true, preserveTimestamps: true });
  symlinkSync(join(root, 'node_modules'), join(COPY, 'node_modules'), 'junction');
}

/** The text with the one place changed that the rule names. A place that is not there once would show nothing. */
export function turnedOff(text, { file, was, becomes }) {
  const places = text.split(was).length - 1;
  if (places !== 1) throw new Error(`${file} has this ${places} times, not once:\n${was}`);
  return text.replace(was, () => becomes);
}

/** Before anything runs: a table that has not kept up with the code shows nothing. */
export function assertFound(rules) {
  for (const edit of rules.flatMap(editsOf)) turnedOff(readFileSync(join(root, edit.file), 'utf8'), edit);
}

/** What the test that sees it said, or undefined when every test passed. */
export async function seenBy(rule) {
  const edits = editsOf(rule).map((edit) => ({ edit, path: join(COPY, edit.file) }));
  const texts = edits.map(({ path }) => readFileSync(path, 'utf8'));
  const times = edits.map(({ path }) => statSync(path));
  const write = (changed) => {
    for (const [index, { path }] of edits.entries()) {
      writeFileSync(path, changed[index]);
      // Whether the program is built again goes by the time of the sources; for most tests it need not be.
      if (!RUNS_PROGRAM.test(rule.test)) utimesSync(path, times[index].atime, times[index].mtime);
    }
  };
  write(texts.map((text, index) => turnedOff(text, edits[index].edit)));
  try {
    return await firstFailure(rule);
  } finally {
    write(texts);
  }
}

/** Where two nets are stretched, one behind the other, both are cut: `also`. */
export const editsOf = ({ also = [], ...rule }) => [rule, ...also];

async function firstFailure({ test, name = '' }) {
  const report = join(COPY, 'report.json');
  rmSync(report, { force: true });
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  const args = ['run', test, '--bail=1', '--reporter=json', `--outputFile=${report}`];
  if (name !== '') args.push('-t', name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const child = spawn(process.execPath, [vitest, ...args], { cwd: COPY, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
  await once(child, 'close');
  const tests = existsSync(report)
    ? JSON.parse(readFileSync(report, 'utf8')).testResults.flatMap(({ assertionResults }) => assertionResults)
    : [];
  // What cannot be built or loaded, or was never asked, has shown nothing.
  const ran = tests.filter(({ status }) => status === 'passed' || status === 'failed');
  if (ran.length === 0) console.log(`no test ran of ${test} ${name}:\n${said.slice(-3000)}`);
  const failed = ran.find(({ status }) => status === 'failed');
  if (failed === undefined) return undefined;
  return `${failed.title}: ${sentenceOf(failed.failureMessages[0] ?? '')}`.replaceAll(COPY, '');
}

/** The assertion itself: in front of it a test may have put all that the program said. */
function sentenceOf(message) {
  const [said] = message.split('\n    at ');
  const lines = said.split('\n');
  return lines.findLast((line) => / ?expected .* to /.test(line))?.replace(/^.*?(?=expected )/, '') ?? lines[0];
}
