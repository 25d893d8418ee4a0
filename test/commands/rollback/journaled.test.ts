import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type JournalEntry, type JournalRun, type MadeAction } from '../../../src/actions/journal.ts';
import type { Action } from '../../../src/actions/plan.ts';
import type { ChangingContext } from '../../../src/context.ts';
import {
  journaledFunctions,
  lastUnswitch,
  leftToOtherVersion,
  mayHaveSwitched,
  readJournaled,
  recordReturn,
  recordUndone,
} from '../../../src/commands/rollback/journaled.ts';
import { yellow } from '../../../src/terminal/style.ts';
import { journalRun } from '../../actions/journal-run.ts';

const run = (...entries: readonly (readonly [string, JournalEntry['state']])[]): JournalRun =>
  journalRun(
    entries.map(([at, state]) => ({
      at,
      state,
      action: { kind: 'iot:CreateCertificateProvider', args: { certificateProviderName: 'certprov' } },
    })),
  );

describe('lastUnswitch', () => {
  it('is the newest return that a journal knows', () => {
    const runs = [
      run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']),
      run(['2026-11-22T03:00:00Z', 'applied'], ['2026-11-22T04:00:00Z', 'undone']),
    ];
    expect(lastUnswitch(runs)).toEqual(new Date('2026-11-22T04:00:00Z'));
  });

  it.each(['started', 'applied'] as const)('is unknown when a provider was %s since then', (state) => {
    const runs = [
      run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']),
      run(['2026-11-22T03:00:00Z', state]),
    ];
    expect(lastUnswitch(runs)).toBeUndefined();
  });

  it('is known when the return came in the very moment of the switch', () => {
    const at = '2026-11-22T01:00:00Z';
    expect(lastUnswitch([run([at, 'applied'], [at, 'undone'])])).toEqual(new Date(at));
  });

  it('stays known when AWS refused a provider since then', () => {
    const runs = [
      run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']),
      run(['2026-11-22T03:00:00Z', 'refused']),
    ];
    expect(lastUnswitch(runs)).toEqual(new Date('2026-11-22T02:00:00Z'));
  });

  it('goes by the provider alone', () => {
    const { entries, ...rest } = run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']);
    const others = entries.map((entry) => ({ ...entry, action: { kind: 'iam:CreateRole', args: {} } }));
    expect(lastUnswitch([{ ...rest, entries: others }])).toBeUndefined();
  });

  it('is unknown without journals', () => {
    expect(lastUnswitch([])).toBeUndefined();
  });
});

describe('mayHaveSwitched', () => {
  const journaled = (isIntact: boolean, ...runs: readonly JournalRun[]) => ({ runs, isIntact, made: [], unknown: [] });

  it.each(['started', 'applied', 'undone', 'undo-failed'] as const)('is so when a provider was %s', (state) => {
    const { entries, ...rest } = run(['2026-11-22T00:00:00Z', 'refused'], ['2026-11-22T01:00:00Z', state]);
    const first = { ...entries[0]!, action: { kind: 'iam:CreateRole', args: {} } };
    expect(mayHaveSwitched(journaled(true, run(), { ...rest, entries: [first, entries[1]!] }))).toBe(true);
  });

  it('is not so when AWS refused each provider, or none was asked for', () => {
    expect(mayHaveSwitched(journaled(true, run(['2026-11-22T01:00:00Z', 'refused'])))).toBe(false);
    const { entries, ...rest } = run(['2026-11-22T01:00:00Z', 'applied']);
    const role = entries.map((entry) => ({ ...entry, action: { kind: 'iam:CreateRole', args: {} } }));
    expect(mayHaveSwitched(journaled(true, { ...rest, entries: role }))).toBe(false);
  });

  it('is so when journals are missing or damaged, whatever the others say', () => {
    expect(mayHaveSwitched(journaled(false))).toBe(true);
  });
});

describe('journaledFunctions', () => {
  it('names each function once, by its name, and nothing that is none', () => {
    const { entries, ...rest } = run(...Array.from({ length: 5 }, () => ['2026-11-22T01:00:00Z', 'undone'] as const));
    const args = [
      { functionName: 'signer' },
      { lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:signer' },
      { lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:other' },
      { functionName: '' },
      { functionName: 7 },
    ];
    const journal = {
      ...rest,
      entries: entries.map((entry, i) => ({ ...entry, action: { kind: 'k', args: args[i] } })),
    };
    expect(journaledFunctions([journal])).toEqual(['signer', 'other']);
  });
});

describe('journals in a folder', () => {
  const NOW = new Date('2026-11-30T12:00:00Z');
  const PROVIDER: Action = {
    kind: 'iot:CreateCertificateProvider',
    args: { certificateProviderName: 'p', lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:signer' },
  };
  const ROLE: Action = { kind: 'iam:CreateRole', args: { roleName: 'r' } };
  let home: string;
  let said: string[];
  let context: ChangingContext;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'certprov-journaled-'));
    said = [];
    const output = { say: (line: string) => said.push(line) };
    const place = { partition: 'aws', account: '000000000000', region: 'us-east-1' };
    context = { home, place, output, now: () => NOW } as unknown as ChangingContext;
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  async function write(runId: string, ...actions: readonly Action[]): Promise<string> {
    const journal = await Journal.start(runId, context);
    for (const [index, action] of actions.entries()) await journal.record(index, action, 'applied', { index });
    await journal.close();
    return journal.file;
  }
  const kinds = (made: readonly MadeAction[]): string[] => made.map(({ action }) => action.kind);

  it('are not intact when there are none', async () => {
    await expect(readJournaled(context)).resolves.toEqual({ runs: [], made: [], unknown: [], isIntact: false });
    expect(said).toEqual([]);
  });

  it('say what is still made, newest first', async () => {
    await write('1', ROLE, PROVIDER);
    const { made, unknown, isIntact, runs } = await readJournaled(context);
    expect(kinds(made)).toEqual([PROVIDER.kind, ROLE.kind]);
    expect({ unknown, isIntact, runs: runs.length }).toEqual({ unknown: [], isIntact: true, runs: 1 });
    expect(said).toEqual([]);
  });

  it('are intact with what only another version can take back, which is left to it and said', async () => {
    const file = await write('1', { kind: 'iot:CreateMoon', args: {} }, ROLE);
    const { made, unknown, isIntact } = await readJournaled(context);
    expect(kinds(made)).toEqual([ROLE.kind]);
    expect(kinds(unknown)).toEqual(['iot:CreateMoon']);
    expect(isIntact).toBe(true);
    expect(said).toEqual([yellow('! this certprov cannot take back iot:CreateMoon')]);
    expect(leftToOtherVersion(unknown[0]!)).toEqual({
      what: `iot:CreateMoon of the journal ${file}`,
      outcome: 'kept',
      reason: 'this certprov does not know the action; the version that wrote the journal does',
    });
  });

  it('are not intact with an action that does not say what it made', async () => {
    const file = await write('1', { kind: 'iam:CreateRole', args: {} }, PROVIDER);
    const { made, unknown, isIntact } = await readJournaled(context);
    expect(kinds(made)).toEqual([PROVIDER.kind]);
    expect({ unknown, isIntact }).toEqual({ unknown: [], isIntact: false });
    expect(said).toEqual([
      yellow(`! the journal ${file} does not say what iam:CreateRole made`),
      '  going by the other journals, and by the tags in the account',
    ]);
  });

  it('are not intact with one that cannot be read, and the others count', async () => {
    const file = await write('1', ROLE);
    await writeFile(join(dirname(file), '0.jsonl'), '{}\n{}\n');
    const { made, isIntact } = await readJournaled(context);
    expect({ made: kinds(made), isIntact }).toEqual({ made: [ROLE.kind], isIntact: false });
    expect(said[0]).toMatch(/^.! the journal .*0\.jsonl cannot be understood/);
    expect(said).toHaveLength(2);
  });

  it('keep that AWS signs again, for the provider alone', async () => {
    await write('1', ROLE, PROVIDER);
    await recordReturn((await readJournaled(context)).made, context);
    const { made, runs } = await readJournaled(context);
    expect(kinds(made)).toEqual([ROLE.kind]);
    expect(lastUnswitch(runs)).toEqual(NOW);
  });

  it('that can no longer be written are said, and stop nothing', async () => {
    const file = await write('1', ROLE);
    await write('2', PROVIDER);
    const { made } = await readJournaled(context);
    await rm(file);
    await recordUndone(made.toReversed(), context);
    expect(said).toEqual([expect.stringMatching(/^.! the journal .*1\.jsonl cannot be written/)]);
    expect((await readJournaled(context)).made).toEqual([]);
  });

  it('let a defect through, which is no journal that cannot be written', async () => {
    await write('1', ROLE);
    const { made } = await readJournaled(context);
    const broken = { ...context, now: () => assertNever() } as unknown as ChangingContext;
    await expect(recordUndone(made, broken)).rejects.toThrow('a defect');
  });
});

function assertNever(): never {
  throw new TypeError('a defect');
}
