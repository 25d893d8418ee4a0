import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { extendedRequest } from '../authority/extended-request.ts';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, PLACE, PROVEN, UNATTENDED } from './account.ts';

/** What is printed to be typed, in the state in which it was printed. */
interface Printed {
  readonly account: Account;
  readonly commands: readonly string[];
}

const LINE = /^ +(npx certprov [a-z].*?) *$/gm;
const QUOTED = /`(npx certprov [a-z][^`]*)`/g;

const linesIn = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, line = '']) => line);

/** Every text of a document, `fix` and `aftermath` and `next` included. */
function textsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsOf) : [];
}

const inDocument = ({ stdout }: CertprovRun): string[] =>
  textsOf(JSON.parse(stdout)).flatMap((text) => [
    ...linesIn(text, QUOTED),
    ...(text.startsWith('npx certprov ') ? [text] : linesIn(text, /: +(npx certprov [a-z][^\n`]*)$/gm)),
  ]);

/** The words of a line, as a POSIX shell takes them; a line that says more to a shell is none. */
function wordsOf(line: string): string[] {
  expect(line, 'is one command, without a gap to be filled').not.toMatch(/[<>|;&$…]/);
  return [...line.matchAll(/(?:'[^']*'|\\.|[^\s'\\])+/g)].map(([word]) =>
    word.replaceAll(
      /'([^']*)'|\\(.)/g,
      (_all, quoted: string | undefined, escaped: string | undefined) => quoted ?? escaped ?? '',
    ),
  );
}

/** Where nobody can be asked, the account and Region are a person's, and the other questions are answered. */
async function type(line: string, from: Account): Promise<CertprovRun> {
  const args = wordsOf(line).slice(2);
  const first = await from.copy().run([...args, ...(args.includes('--json') ? [] : ['--json'])]);
  if (first.exitCode !== 2 || first.json().error?.code !== 'INPUT_REQUIRED') return first;
  const answered = args[0] === 'ca' && args[1] === 'delete' ? ['--confirm', args[2]!] : ['--yes'];
  return from.copy().run([...args, ...answered, ...(args.includes('--json') ? [] : ['--json'])]);
}

async function typeAll({ account, commands }: Printed): Promise<void> {
  for (const line of commands) {
    const run = await type(line, account);
    const { error } = run.exitCode === 0 ? {} : run.json();
    const isAsked = error?.code === 'INPUT_REQUIRED' && error.details['flag'] === '--confirm';
    expect(run.exitCode === 2 && !isAsked, `${line}\n${run.stdout}${run.stderr}`).toBe(false);
    expect(error?.code ?? 'none', line).not.toMatch(/^(?:USAGE_INVALID|INTERNAL|AWS_NOT_FOUND|FILE_UNREADABLE)$/);
  }
}

let nothing: Account;
let prepared: Account;
let unproven: Account;
let enabled: Account;

beforeAll(async () => {
  nothing = await Account.seeded();
  // The operator's own, which texts call by this name.
  mkdirSync(join(nothing.home, 'user'), { recursive: true });
  nothing.file(join('user', 'device.csr'), extendedRequest([], '/O=Acme/CN=sensor-1').csr.pem);
  [unproven, enabled] = await Promise.all([nothing.after(UNATTENDED), Account.enabled(nothing)]);
  prepared = await enabled.after(['rollback', '--sandbox', '--yes']);
}, 120_000);

const STATES: Readonly<Record<string, readonly [account: () => Account, args: readonly string[]]>> = {
  'nothing to try': [() => nothing, ['dry-run', '--sandbox']],
  'nothing to prove': [() => nothing, ['canary', '--sandbox']],
  'nobody to ask': [() => nothing, ['init', '--sandbox']],
  'a plan': [() => nothing, ['init', '--sandbox', '--yes', '--plan']],
  'no key in KMS': [() => nothing, ['init', '--sandbox', '--yes', '--ca-kind', 'kms']],
  'a trial that fails': [
    () => nothing,
    ['init', '--sandbox', '--yes', '--function', 'nightly-report', '--confirm', PLACE, '--ca', 'Acme Device CA P256'],
  ],
  'a canary that is refused': [
    () => nothing,
    [...PROVEN, '--function', 'fair-weather-signer', '--ca', 'Acme Device CA P256'],
  ],
  'on, unproven': [() => unproven, ['status', '--sandbox']],
  'on, and init again': [() => unproven, [...UNATTENDED]],
  on: [() => enabled, ['status', '--sandbox']],
  'on, and another signer wanted': [() => enabled, [...PROVEN, '--create-function', 'another']],
  'on, and its devices': [() => enabled, ['impact', '--sandbox']],
  'on, and rolled back': [() => enabled, ['rollback', '--sandbox', '--yes']],
  'prepared, nothing on': [() => prepared, ['rollback', '--sandbox', '--yes']],
};

describe('what is printed to be typed', () => {
  it.each(Object.keys(STATES))('works when it is typed: %s', async (name) => {
    const [from, args] = STATES[name]!;
    const [shown, told] = [from().copy(), from().copy()];
    const human = await shown.run(args);
    const document = await told.run([...args, '--json']);
    const commands = new Set([...linesIn(`${human.stdout}\n${human.stderr}`, LINE), ...inDocument(document)]);
    await typeAll({ account: shown, commands: [...commands] });
    expect(commands.size, `${human.stdout}${human.stderr}`).toBeGreaterThan(0);
  });
});
