import { expect } from 'vitest';
import type { Account } from '../e2e/account.ts';
import { regionOf } from '../e2e/walk.ts';
import type { CertprovRun } from '../support/certprov.ts';
import type { TracedCommand } from './crash-commands.ts';
import { CrashProofs } from './crash-proofs.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';
import { contentsOf, runToPoint } from './points.ts';

const TABLE = 'Signals';
/** In the short form, every so many calls, each time with the next signal. */
const EVERY = 64;

let nth = 0;

/** It comes when the request is under way: in the same turn of the loop in which the request was handed over. */
export function signalDuringCalls({ command, account, points }: TracedCommand): void {
  const { column } = command;
  const proofs = new CrashProofs(command, account);
  const calls = points.filter(({ channel, phase }) => channel !== 'device' && phase === 'before it leaves');
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGINT SIGTERM'] as const) {
    const during = { change: 0, look: 0 };
    for (const point of calls) {
      // The second signal does not wait for a change; otherwise it is as the first.
      if (signal === 'SIGINT SIGTERM' && !point.changes) continue;
      nth += 1;
      const mine = nth;
      during[point.changes ? 'change' : 'look'] += 1;
      provesCell({
        table: TABLE,
        row: `${signal.replace(' ', ' and ')} during a ${point.changes ? 'change' : 'look'}`,
        column,
        what: point.id,
        isShort: mine % EVERY === 0,
        prove: async () => {
          const stopped = command.before.copy();
          const run = await runToPoint(stopped, command.args(stopped), point, signal);
          if (run.exitCode === 0) {
            // It came in the clearing up at the end, where nothing is left to stop.
            expect(run.json().error).toBe(undefined);
            expect(await contentsOf(stopped)).toBe(await contentsOf(account));
            return 'done already';
          }
          expect(run.exitCode, run.stderr).toBe(130);
          if (signal === 'SIGINT SIGTERM') expect(run.stderr).toMatch(/ended at once|stopped by the operator/);
          else {
            expect(run.json().error).toMatchObject({ code: 'CANCELLED' });
            await expectTrue(run, stopped, command.before);
          }
          return `130, ${await proofs.prove(stopped, mine, Math.floor(mine / EVERY))}`;
        },
      });
    }
    for (const [what, count] of Object.entries(during))
      if (count === 0 && (what === 'change' || !signal.includes(' ')))
        leavesCellEmpty({ table: TABLE, row: `${signal.replace(' ', ' and ')} during a ${what}`, column }, '-');
  }
}

/** What is said of the account is so, and the journal leaves nothing open that was let end. */
async function expectTrue(run: CertprovRun, account: Account, before: Account): Promise<void> {
  const { aftermath = '' } = run.json().error!;
  const hasProvider = Object.keys((await regionOf(account)).certificateProviders).length > 0;
  const said: readonly (readonly [RegExp, () => unknown])[] = [
    [/^nothing was (changed|made)/, async () => expect(await account.snapshot()).toEqual(await before.snapshot())],
    [/^nothing that affects devices was done/, () => expect(hasProvider).toBe(false)],
    [/^(the switch was made|self-managed signing is on)/, () => expect(hasProvider).toBe(true)],
    [/^the certificate provider is still in place/, () => expect(hasProvider).toBe(true)],
    [/^AWS signs/, () => expect(hasProvider).toBe(false)],
  ];
  const claims = said.filter(([pattern]) => pattern.test(aftermath));
  expect(aftermath, run.stdout).not.toBe('');
  for (const [, holds] of claims) await holds();
}
