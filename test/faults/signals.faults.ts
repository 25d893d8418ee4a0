import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, inject } from 'vitest';
import { Account, ROLLBACK, UNATTENDED } from '../e2e/account.ts';
import { COLUMNS } from './crash-commands.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';

const TABLE = 'Signals';
const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

/** A reader that goes away, as `head` does. */
async function runUnread(account: Account, args: readonly string[], gone: readonly ('stdout' | 'stderr')[]) {
  const child = spawn(process.execPath, [join(inject('installed'), 'bin', 'certprov.js'), ...args], {
    env: { PATH: process.env['PATH'], HOME: account.home, CERTPROV_HOME: account.home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const read: string[] = [];
  for (const stream of ['stdout', 'stderr'] as const)
    if (gone.includes(stream)) child[stream].destroy();
    else child[stream].setEncoding('utf8').on('data', (text: string) => read.push(text));
  const [exitCode] = (await once(child, 'close')) as [number | null];
  return { exitCode, read: read.join('') };
}

describe.concurrent('an output that nobody reads any more', () => {
  const orders = new Map<string, readonly [Account, readonly string[]]>([
    ['init', [seeded, UNATTENDED]],
    ['rollback', [enabled, ROLLBACK]],
  ]);
  for (const column of COLUMNS) {
    const order = orders.get(column);
    for (const gone of [['stdout'], ['stderr'], ['stdout', 'stderr']] as const) {
      const row = `${gone.join(' and ')} closed (| head)`;
      if (order === undefined) {
        leavesCellEmpty({ table: TABLE, row, column }, 'as init');
        continue;
      }
      provesCell({
        table: TABLE,
        row,
        column,
        what: 'from the start',
        isShort: gone.length === 2,
        prove: async () => {
          const [before, args] = order;
          const account = before.copy();
          const { exitCode, read } = await runUnread(account, args, gone);
          expect(read).not.toMatch(/EPIPE|defect|\n {4}at /);
          // Either it went to its end, or it stopped between two actions; never in one.
          expect([0, 1]).toContain(exitCode);
          expect(openIntents(account)).toEqual([]);
          const back = account.copy();
          expect((await back.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0'])).exitCode).toBe(0);
          expect(await back.snapshot()).toEqual(await seeded.snapshot());
          return exitCode === 0 ? 'to its end' : 'stopped between two actions';
        },
      });
    }
  }
});

/** Actions whose call was left alone. */
function openIntents(account: Account): string[] {
  const states = new Map<string, string>();
  for (const line of account.journalText().split('\n').filter(Boolean)) {
    const { index, state, action } = JSON.parse(line) as { index?: number; state?: string; action?: { kind: string } };
    if (index !== undefined) states.set(`${index} ${action!.kind}`, state!);
  }
  return [...states].filter(([, state]) => state === 'started').map(([action]) => action);
}
