import { describe, expect } from 'vitest';
import { Account, PROVEN, ROLLBACK_ALL, UNATTENDED } from '../e2e/account.ts';
import { NAT } from '../e2e/networks.ts';
import { callsOf } from './aws/calls-of.ts';
import { provesCalls } from './aws/prove-calls.ts';
import { ROWS, type Row } from './aws/rows.ts';
import { initOwn, otherCommands, type Scenario } from './aws/scenarios.ts';
import { traceCommand, type ChangingCommand, type TracedCommand } from './crash-commands.ts';
import { killAtPoints, readStates } from './kill-at-points.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';

// A function in a VPC with a log group of its own: Lambda deletes the former's interfaces late, and nothing else has tags
// that name them.
const FLAGS = [...NAT, '--log-retention', '30'];
const INIT = [...UNATTENDED, ...FLAGS, '--json'];

const seeded = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'vpc']);
seeded.set({ interfaceDelayMs: 1 });
const enabled = await seeded.after([...PROVEN, ...FLAGS]);

const commands: readonly ChangingCommand[] = [
  { column: 'init, VPC and log', before: seeded, args: () => INIT },
  { column: 'rollback --all, VPC and log', before: enabled, args: () => ROLLBACK_ALL, restored: seeded },
];
const CRASH = 'Crash anywhere, in a VPC';
const ELSEWHERE = 'the way back from another machine';

/** What each kill leaves is taken back by a machine that has no journal of it. */
function removesAllElsewhere({ command, points, imageAt }: TracedCommand, states: readonly string[]): void {
  const { column } = command;
  const distinct = [...new Set(states)];
  for (const [nth, state] of distinct.entries()) {
    const point = points[states.indexOf(state)]!;
    provesCell({
      table: CRASH,
      row: ELSEWHERE,
      column,
      what: point.id,
      isShort: nth % 12 === 3,
      prove: async () => {
        const other = imageAt(point).withoutJournal();
        const run = await other.run(ROLLBACK_ALL);
        expect(run.exitCode, `${run.stderr}\n${run.stdout}`).toBe(0);
        expect(await other.snapshot()).toEqual(await seeded.snapshot());
        return 'removes all';
      },
    });
  }
  if (distinct.length === 0) leavesCellEmpty({ table: CRASH, row: ELSEWHERE, column }, '-');
}

for (const traced of await Promise.all(commands.map(traceCommand))) {
  const states = await readStates(traced);
  describe.concurrent(`${traced.command.column}, killed between two effects`, () => {
    killAtPoints(traced, states, CRASH);
    removesAllElsewhere(traced, states);
  });
}

const EMPTY: Row = {
  row: 'empty lists once',
  fault: ({ service, operation, skip, kind }) =>
    kind === 'read' ? { service, operation, skip, kind: 'stale-empty', times: 1 } : undefined,
  ends: 'either',
};

const scenarios: readonly Scenario[] = [
  { column: 'init, VPC and log', purpose: 'on', start: seeded, args: () => INIT },
  { column: 'status, VPC and log', purpose: 'look', start: enabled, args: () => ['status', '--sandbox', '--json'] },
  { column: 'rollback --all, VPC and log', purpose: 'all-off', start: enabled, args: () => ROLLBACK_ALL },
];
// What is asked of EC2 and CloudWatch Logs is what these have besides.
const plain = [initOwn, ...(await otherCommands()).filter(({ column }) => /^(status|rollback --all)$/.test(column))];
for (const [column, scenario] of scenarios.entries()) {
  const { calls: besides } = await callsOf(plain[column]!);
  await provesCalls(scenario, {
    table: 'AWS misbehaving, in a VPC',
    rows: [...ROWS, EMPTY],
    besides,
    isShort: ({ row }, { service, kind }, index) =>
      row === EMPTY.row
        ? service === 'ec2' || service === 'logs'
        : (row.length + index + column) % (kind === 'write' ? 48 : 40) === 0,
  });
}
