import { hostname } from 'node:os';
import { describe, expect } from 'vitest';
import { Account, mutating, PROVEN, ROLLBACK, ROLLBACK_ALL } from '../e2e/account.ts';
import { regionOf } from '../e2e/walk.ts';
import { provesCell } from './matrix.ts';
import { startToPoint } from './points.ts';

/** A second certprov on this machine, while the first is in the middle of its change; and after the first was killed. */
const TABLE = 'Two at once';

const seeded = await Account.seeded();
const enabled = await Account.enabled(seeded);

const COMMANDS = {
  init: [...PROVEN, '--json'],
  rollback: ROLLBACK,
  'rollback --all': ROLLBACK_ALL,
} as const;

interface First {
  readonly name: string;
  readonly before: Account;
  readonly args: readonly string[];
  /** Where it is held: its effect is done, and it has not heard so. */
  readonly at: string;
}

const FIRSTS: readonly First[] = [
  {
    name: 'init, preparing',
    before: seeded,
    args: COMMANDS.init,
    at: 'lambda POST /2015-03-31/functions, done, answer not read',
  },
  {
    name: 'init, switching',
    before: seeded,
    args: COMMANDS.init,
    at: 'iot POST /certificate-providers/certprov, done, answer not read',
  },
  {
    name: 'rollback',
    before: enabled,
    args: COMMANDS.rollback,
    at: 'iot DELETE /certificate-providers/certprov, before it leaves',
  },
  {
    name: 'rollback --all',
    before: enabled,
    args: COMMANDS['rollback --all'],
    at: 'lambda DELETE /2015-03-31/functions/certprov-signer, before it leaves',
  },
];

describe.concurrent('a second certprov', () => {
  for (const [i, first] of FIRSTS.entries())
    for (const [j, [column, args]] of Object.entries(COMMANDS).entries()) {
      const isShort = (i + j) % FIRSTS.length === 0;
      provesCell({
        table: TABLE,
        row: `while the first is at it: ${first.name}`,
        column,
        what: 'held',
        isShort,
        prove: () => meetsHeldLock(first, args),
      });
      provesCell({
        table: TABLE,
        row: `after the first was killed: ${first.name}`,
        column,
        what: 'killed',
        isShort,
        prove: () => takesOver(first, args),
      });
    }
});

/** Says who is at it, and changes nothing; or has nothing to change and needs no lock. The first goes on unharmed. */
async function meetsHeldLock({ before, args, at }: First, second: readonly string[]): Promise<string> {
  const account = before.copy();
  await using held = await startToPoint(account, args, at, 'SIGSTOP');
  const requests = await account.requestsOf(async () => {
    const run = await account.run(second);
    const { error } = run.json();
    if (error === undefined) expect(run.exitCode).toBe(0);
    else
      expect(error).toMatchObject({
        code: 'STATE_LOCKED',
        message: expect.stringMatching(
          new RegExp(`certprov (init|rollback) \\(process ${held.pid} on ${hostname()}, since \\d{4}-.*Z\\)`),
        ),
        fix: expect.stringContaining('let it finish'),
        aftermath: 'nothing was changed',
      });
  });
  expect(mutating(requests)).toEqual([]);
  held.kill('SIGCONT');
  const run = await held.done;
  expect(run.exitCode, run.stderr).toBe(0);
  return 'kept out, and the first ends well';
}

async function takesOver({ before, args, at }: First, second: readonly string[]): Promise<string> {
  const account = before.copy();
  await using killed = await startToPoint(account, args, at, 'SIGKILL');
  await killed.done;
  const run = await account.run(second);
  expect(run.exitCode, run.stderr).toBe(0);
  // Where there is nothing to change, no lock is asked for.
  const isChanged = run.json()['alreadyOn'] !== true && run.json()['rolledBack'] !== false;
  if (isChanged)
    expect(run.stderr.replace(/\s+/g, ' ')).toMatch(
      new RegExp(`process ${killed.pid} on ${hostname()}, since [^ ]+\\) was cut off`),
    );
  const isOn = Object.keys((await regionOf(account)).certificateProviders).length > 0;
  expect(isOn).toBe(second === COMMANDS.init);
  if (second === COMMANDS['rollback --all']) expect(await account.snapshot()).toEqual(await seeded.snapshot());
  return isChanged ? 'names the dead owner, and goes on' : 'nothing to change, no lock needed';
}
