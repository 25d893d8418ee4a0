import { readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect } from 'vitest';
import { Account, PLACE, ROLLBACK, ROLLBACK_ALL, UNATTENDED } from '../e2e/account.ts';
import { regionOf } from '../e2e/walk.ts';
import { CertprovError } from '../../src/errors.ts';
import { parseJournal, stillMade, type JournalRun } from '../../src/actions/journal.ts';
import { isFullForm, provesCell } from './matrix.ts';

/** A journal that lost its end or had a byte changed, everywhere; read by the reader of `src`, and by real commands. */
const TABLE = 'A damaged journal';

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);
const rolledBack = enabled.copy();
await rolledBack.run(ROLLBACK);

const [account, region] = PLACE.split('/');

const bytesOf = (of: Account): Buffer => readFileSync(of.journals()[0]!);

function read(bytes: Buffer): readonly JournalRun[] | CertprovError {
  try {
    const run = parseJournal(bytes.toString('utf8'), 'x.jsonl', { account: account!, region: region! });
    return run ? [run] : [];
  } catch (error) {
    if (error instanceof CertprovError) return error;
    throw error;
  }
}

/** `toEqual` is slow where it is asked ten thousand times. */
function expectSame(actual: unknown, expected: unknown, where: string): void {
  if (JSON.stringify(actual) !== JSON.stringify(expected)) expect(actual, where).toEqual(expected);
}

const linesIn = (bytes: Uint8Array): number => bytes.filter((byte) => byte === 0x0a).length;

/** Cut off behind each byte: what stands in the lines that are whole is known, and nothing else is made up. */
function cutAnywhere(of: Account): string {
  const whole = bytesOf(of);
  const [all] = read(whole) as readonly JournalRun[];
  expect(all!.entries.length).toBeGreaterThan(8);
  expect(all!.proofs.length).toBeGreaterThan(1);
  const isEntry = whole
    .toString('utf8')
    .split('\n')
    .map((line) => line.includes('"index":'));
  for (let length = 0; length < whole.length; length += 1) {
    const runs = read(whole.subarray(0, length));
    if (runs instanceof CertprovError) throw runs;
    const [run] = runs;
    // A line that lacks no more than its newline was written.
    const lines = linesIn(whole.subarray(0, length)) + (whole[length] === 0x0a ? 1 : 0);
    const entries = isEntry.slice(0, lines).filter(Boolean).length;
    const proofs = Math.max(0, lines - 1 - entries);
    expectSame(run?.entries ?? [], all!.entries.slice(0, entries), `${length} bytes`);
    expectSame(run?.proofs ?? [], all!.proofs.slice(0, proofs), `${length} bytes`);
  }
  return 'the steps before it';
}

/** Bits that make of a letter another, of a quote a letter, of a byte none of UTF-8; and bytes that end lines. */
const CHANGES: readonly ((byte: number) => number)[] = [
  ...[0x01, 0x02, 0x04, 0x20, 0x80].map((bit) => (byte: number) => byte ^ bit),
  () => 0x0a,
  () => 0x00,
  () => 0x22,
];

function changeAnywhere(of: Account): string {
  const whole = bytesOf(of);
  const made = (runs: readonly JournalRun[]) => stillMade(runs).map(({ index, action }) => ({ index, action }));
  const expected = made(read(whole) as readonly JournalRun[]);
  // Without its end the last line counts as cut short, which is proved above.
  for (let at = 0; at < whole.length - 1; at += 1)
    for (const change of isFullForm ? CHANGES : [CHANGES[at % CHANGES.length]!]) {
      const bytes = Buffer.from(whole);
      bytes[at] = change(whole[at]!);
      if (bytes[at] === whole[at]) continue;
      const runs = read(bytes);
      if (runs instanceof CertprovError) {
        if (runs.code !== 'JOURNAL_CORRUPT' || !runs.fix?.startsWith('move ')) throw runs;
      } else expectSame(made(runs), expected, `byte ${at} is ${bytes[at]}`);
    }
  return 'refused with a way on';
}

const COMMANDS = {
  status: ['status', '--sandbox', '--json'],
  init: [...UNATTENDED, '--json'],
  rollback: ROLLBACK,
  'rollback --all': ROLLBACK_ALL,
} as const;

type Column = keyof typeof COMMANDS;

const DAMAGES = ['cut off', 'a byte changed'] as const;

/** Real commands at bytes that stand for the others: of the head, of a name, of a number, of the end. */
async function runsWith(damage: (typeof DAMAGES)[number], part: number, column: Column): Promise<string> {
  const damaged = enabled.copy();
  const [file] = damaged.journals() as [string];
  const bytes = readFileSync(file);
  const at = Math.floor(bytes.length * part);
  if (damage === 'cut off') truncateSync(file, at);
  else {
    bytes[at] = bytes[at]! ^ 0x01;
    writeFileSync(file, bytes);
  }
  const run = await damaged.run(COMMANDS[column]);
  expect(run.stderr).not.toMatch(/defect|\n {4}at /);
  expect(run.exitCode, run.stderr).toBe(0);
  const isOn = Object.keys((await regionOf(damaged)).certificateProviders).length > 0;
  expect(isOn).toBe(column === 'status' || column === 'init');
  if (column === 'status') expect(run.json()).toMatchObject({ signing: 'self-managed' });
  if (column === 'init') expect(await damaged.snapshot()).toEqual(await enabled.snapshot());
  if (damage === 'a byte changed' && column.startsWith('rollback'))
    expect(run.stderr.replace(/\s+/g, ' ')).toMatch(/cannot be understood: .*going by .*the tags/);
  if (column === 'rollback') expect((await damaged.run(ROLLBACK_ALL)).exitCode).toBe(0);
  if (column.startsWith('rollback')) expect(await damaged.snapshot()).toEqual(await seeded.snapshot());
  return { status: 'true', init: 'goes on', rollback: 'gives back', 'rollback --all': 'removes all' }[column];
}

describe.concurrent('a damaged journal', () => {
  const columns = Object.keys(COMMANDS) as Column[];
  for (const damage of DAMAGES) {
    const row = `${damage}, at each byte, read`;
    for (const column of columns)
      provesCell({
        table: TABLE,
        row,
        column,
        what: 'each byte',
        isShort: true,
        prove: async () => reading(damage, isFullForm && column === 'rollback --all' ? rolledBack : enabled),
      });
    for (const [i, part] of [0.02, 0.2, 0.45, 0.7, 0.97].entries())
      for (const [j, column] of columns.entries())
        provesCell({
          table: TABLE,
          row: `${damage}, by the command`,
          column,
          what: `at ${part * 100} %`,
          isShort: i === 1 + (j % 3) && column !== 'status',
          prove: () => runsWith(damage, part, column),
        });
  }
});

const known = new Map<string, string>();

/** The reader is the same for each command. */
function reading(damage: (typeof DAMAGES)[number], of: Account): string {
  const key = `${damage} ${of.home}`;
  const proof = known.get(key) ?? (damage === 'cut off' ? cutAnywhere(of) : changeAnywhere(of));
  known.set(key, proof);
  return proof;
}
