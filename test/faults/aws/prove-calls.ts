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
  /** Looks are struck once per operation and phase: `init` has every one of them. */
  readonly isBrief?: boolean;
  /** Rows that another suite has. */
  readonly without?: readonly string[];
}

/** Makes the cells of one command: each of its calls under each fault. */
export async function provesCalls(
  scenario: Scenario,
  { isShort, isBrief = false, without = [] }: Scope,
): Promise<void> {
  const { calls: all, after } = await callsOf(scenario);
  const calls = isBrief ? all.filter((call) => !isRepeatedLook(call, all)) : all;
  describe.concurrent(`${scenario.column} when AWS misbehaves`, () => {
    it('is tried at every call that it makes', () => expect(calls.length).toBeGreaterThan(2));
    for (const row of ROWS.filter((one) => !without.includes(one.row))) {
      const struck = calls.filter((call) => row.fault(call) !== undefined && !(row.isSlow && isRepeated(call, calls)));
      if (struck.length === 0) leavesCellEmpty({ table: TABLE, row: row.row, column: scenario.column }, 'no such call');
      for (const [index, call] of struck.entries()) {
        provesCell({
          table: TABLE,
          row: row.row,
          column: scenario.column,
          what: `${call.service}:${call.operation}, call ${call.skip} of it`,
          isShort: isShort(row, call, index),
          prove: () => prove({ row, call, scenario, after, index }),
        });
      }
    }
  });
}

/** Errors of a whole, in whose text each part is named. */
const OF_SEVERAL: readonly string[] = ['UNDO_INCOMPLETE', 'CANARY_FAILED', 'CANARY_NOT_READY'];

/** The same look on the same side of the first change. */
const isRepeatedLook = (call: AwsCall, calls: readonly AwsCall[]): boolean =>
  call.kind === 'read' &&
  calls.some(
    (other) =>
      other.position < call.position &&
      other.service === call.service &&
      other.operation === call.operation &&
      other.isOperators === call.isOperators &&
      other.changesBefore > 0 === call.changesBefore > 0,
  );

/** A read of a service that was struck before: where time is dear, once is enough. */
const isRepeated = (call: AwsCall, calls: readonly AwsCall[]): boolean =>
  call.kind === 'read' && calls.find((other) => other.kind === 'read' && other.service === call.service) !== call;

/** How slow AWS is, instead of a fault at one call; one command that makes a role and a function shows it. */
export function provesSlowness(scenario: Scenario, others: readonly Scenario[]): void {
  for (const { row } of SLOW_ROWS)
    for (const { column } of others) leavesCellEmpty({ table: TABLE, row, column }, 'as init');
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
  readonly index: number;
}

async function prove({ row, call, scenario, after, index }: Case): Promise<string> {
  const account = scenario.start.copy();
  await account.fault(row.fault(call)!);
  const started = performance.now();
  const run = await account.run(scenario.args(account));
  const verdict = await judge(run, scenario, account, performance.now() - started);
  if (row.ends === 'done' && call.isOperators) expect(verdict, run.stderr).toBe('goes on');
  if (row.code !== undefined && call.isOperators && verdict !== 'goes on')
    expect([row.code, ...OF_SEVERAL], run.stderr).toContain(verdict.error.code);
  const isChanged = JSON.stringify(await account.snapshot()) !== JSON.stringify(await scenario.start.snapshot());
  // Where nothing was changed and nothing is in a journal, the command begins as it did.
  if (!isChanged && !account.hasJournal()) return verdict === 'goes on' ? 'goes on' : 'names it; nothing was changed';
  const back = account.copy();
  if (isFullForm || index % 2 === 0) await expectGoesOn(scenario, account, after);
  if (scenario.purpose === 'on' && (isFullForm || index % 2 === 1)) await expectGoesBack(scenario, back);
  const ways = scenario.purpose === 'on' ? 'goes on and back' : 'again';
  return verdict === 'goes on' ? 'goes on' : `names it; ${ways}`;
}
