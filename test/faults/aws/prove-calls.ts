import { describe, expect, it } from 'vitest';
import type { Account } from '../../e2e/account.ts';
import { isFullForm, leavesCellEmpty, provesCell } from '../matrix.ts';
import { callsOf, type AwsCall } from './calls-of.ts';
import { expectGoesBack, expectGoesOn, judge } from './judge.ts';
import { ROWS, SLOW_ROWS, type Row } from './rows.ts';
import type { Scenario } from './scenarios.ts';

export const TABLE = 'AWS misbehaving';

export interface Scope {
  /** Cases of the short form: by row and its place, by call and its place among those of the row. */
  readonly isShort: (row: Row, call: AwsCall, index: number) => boolean;
  /**
   * Calls of another column, which has every one of them: a look that is among them is not struck again, the others once
   * per operation and phase; and of the ways on and back each case is proved by one, in turn.
   */
  readonly besides?: readonly AwsCall[];
  /** Rows that another suite has. */
  readonly without?: readonly string[];
  readonly table?: string;
  readonly rows?: readonly Row[];
}

/** Makes the cells of one command: each of its calls under each fault. */
export async function provesCalls(
  scenario: Scenario,
  { isShort, besides, without = [], table = TABLE, rows = ROWS }: Scope,
): Promise<void> {
  const { calls: all, after } = await callsOf(scenario);
  const calls = besides ? all.filter((call) => !isRepeatedLook(call, all, besides)) : all;
  describe.concurrent(`${scenario.column} when AWS misbehaves`, () => {
    it('is tried at every call that it makes', () => expect(calls.length).toBeGreaterThan(2));
    for (const row of rows.filter((one) => !without.includes(one.row))) {
      const struck = calls.filter((call) => row.fault(call) !== undefined && !(row.isSlow && isRepeated(call, calls)));
      if (struck.length === 0) leavesCellEmpty({ table, row: row.row, column: scenario.column }, 'no such call');
      for (const [index, call] of struck.entries()) {
        provesCell({
          table,
          row: row.row,
          column: scenario.column,
          what: `${call.service}:${call.operation}, call ${call.skip} of it`,
          isShort: isShort(row, call, index),
          prove: () => prove({ row, call, scenario, after, ways: waysOf(index, besides === undefined) }),
        });
      }
    }
  });
}

/** Errors of a whole, in whose text each part is named. */
const OF_SEVERAL: readonly string[] = ['UNDO_INCOMPLETE', 'CANARY_FAILED'];

/** The same look on the same side of the first change. */
const isRepeatedLook = (call: AwsCall, calls: readonly AwsCall[], besides: readonly AwsCall[]): boolean =>
  call.kind === 'read' &&
  [...besides, ...calls.filter(({ position }) => position < call.position)].some(
    (other) =>
      other.service === call.service &&
      other.operation === call.operation &&
      other.isOperators === call.isOperators &&
      other.changesBefore > 0 === call.changesBefore > 0,
  );

type Way = 'on' | 'back';

const waysOf = (index: number, isThorough: boolean): readonly Way[] =>
  isThorough && isFullForm ? ['on', 'back'] : [index % 2 === 0 ? 'on' : 'back'];

/** A read of a service that was struck before: where time is dear, once is enough. */
const isRepeated = (call: AwsCall, calls: readonly AwsCall[]): boolean =>
  call.kind === 'read' && calls.find((other) => other.kind === 'read' && other.service === call.service) !== call;

/** How slow AWS is, instead of a fault at one call; one command that makes a role and a function shows it. */
export function provesSlowness(scenario: Scenario, otherColumns: readonly string[]): void {
  for (const { row } of SLOW_ROWS)
    for (const column of otherColumns) leavesCellEmpty({ table: TABLE, row, column }, 'as init');
  describe.concurrent(`${scenario.column} when AWS is slow`, () => {
    for (const { row, settings } of SLOW_ROWS) {
      provesCell({
        table: TABLE,
        row,
        column: scenario.column,
        what: '',
        isShort: true,
        prove: async () => {
          const account = scenario.start.copy();
          account.set(settings);
          const started = performance.now();
          const run = await account.run(scenario.args(account));
          expect(await judge(run, scenario, account, performance.now() - started), run.stderr).toBe('goes on');
          return 'goes on';
        },
      });
    }
  });
}

interface Case {
  readonly row: Row;
  readonly call: AwsCall;
  readonly scenario: Scenario;
  /** The account when nothing goes wrong. */
  readonly after: Account;
  /** How it is gone on from there. */
  readonly ways: readonly Way[];
}

async function prove({ row, call, scenario, after, ways }: Case): Promise<string> {
  const account = scenario.start.copy();
  await account.fault(row.fault(call)!);
  const started = performance.now();
  const run = await account.run(scenario.args(account));
  const verdict = await judge(run, scenario, account, performance.now() - started);
  if (row.ends === 'done' && call.isOperators) expect(verdict, run.stderr).toBe('goes on');
  if (row.code !== undefined && call.isOperators && verdict !== 'goes on')
    expect([row.code, ...OF_SEVERAL], run.stderr).toContain(verdict.error.details['reason'] ?? verdict.error.code);
  const isChanged = JSON.stringify(await account.snapshot()) !== JSON.stringify(await scenario.start.snapshot());
  // Where nothing was changed and nothing is in a journal, the command begins as it did.
  if (!isChanged && !account.hasJournal()) return verdict === 'goes on' ? 'goes on' : 'names it; nothing was changed';
  const back = account.copy();
  if (ways.includes('on') || scenario.purpose !== 'on') await expectGoesOn(scenario, account, after);
  if (ways.includes('back') && scenario.purpose === 'on') await expectGoesBack(scenario, back);
  return verdict === 'goes on' ? 'goes on' : `names it; ${scenario.purpose === 'on' ? 'goes on and back' : 'again'}`;
}
