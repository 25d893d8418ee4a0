import { describe, expect } from 'vitest';
import { Account } from '../e2e/account.ts';
import { changingCommands } from './crash-commands.ts';
import { CrashProofs } from './crash-proofs.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';
import { contentsOf } from './points.ts';
import { letLogInAgain, OTHER_ACCOUNT, runRenewed } from './renewed-credentials.ts';

const TABLE = 'Renewed credentials';
const ROWS = ['the same account', 'another account'] as const;
/** Their devices connect to the account itself, which here has a front. */
const WITH_DEVICES: readonly string[] = ['init with canary', 'canary', 'device provision'];
/** In the short form, every so many requests. */
const EVERY = 40;

let nth = 0;

const live = (args: readonly string[]): string[] => args.filter((word) => word !== '--sandbox');

interface Renewed {
  readonly column: string;
  readonly before: Account;
  readonly args: (account: Account) => readonly string[];
  /** What has to hold where a run stopped. */
  readonly prove: (account: Account, at: number) => Promise<string>;
}

/** At every request of a run; `done` is the account after one that kept its credentials, and so many were its `requests`. */
function proveRenewals({ column, before, args, prove }: Renewed, done: Account, requests: number): void {
  for (const to of ROWS) {
    for (let at = 1; at <= requests; at += 1) {
      nth += 1;
      provesCell({
        table: TABLE,
        row: `for ${to}`,
        column,
        what: `at request ${at}`,
        isShort: nth % EVERY === 0,
        prove: async () => {
          const account = before.copy();
          const { run, strayed } = await runRenewed(account, live(args(account)), { at, to });
          expect(strayed, run.stderr).toEqual([]);
          if (run.exitCode === 0) {
            expect(await contentsOf(account)).toBe(await contentsOf(done));
            return to === 'the same account' ? 'goes on' : 'was through with its calls';
          }
          expect(to, run.stderr).toBe('another account');
          expect(run.json().error, run.stderr).toMatchObject({
            // A return that cannot be asked for is tried again for a while, since somebody may log in as before.
            code: expect.stringMatching(/^(?:AWS_CREDENTIALS_OTHER_ACCOUNT|UNDO_INCOMPLETE)$/),
            message: expect.stringContaining(`are for account ${OTHER_ACCOUNT} now; this run is for 000000000000`),
            fix: 'log in to 000000000000 again, then run the same command again',
          });
          return `stops, ${await prove(account, at)}`;
        },
      });
    }
  }
}

const seeded = await Account.seeded();
await letLogInAgain(seeded);
const enabled = await Account.enabled(seeded);

/** What is left is as after a kill at the same place: `status` is true, and both ways are open. */
const changing = (await changingCommands(seeded)).map((command) => (done: Account): Renewed => {
  const proofs = new CrashProofs(command, done);
  return { ...command, prove: (account, at) => proofs.prove(account, at, at) };
});

/** A look leaves everything as it is. */
const looking = ['status', 'dry-run', 'impact'].map((column) => (): Renewed => ({
  column,
  before: enabled,
  args: () => [column, '--json'],
  prove: async (account) => {
    expect(await contentsOf(account)).toBe(await contentsOf(enabled));
    return 'nothing changed';
  },
}));

const prepared: (() => void)[] = [];
for (const renewed of [...changing, ...looking]) {
  const { column, before, args } = renewed(seeded);
  if (WITH_DEVICES.includes(column)) {
    for (const to of ROWS) leavesCellEmpty({ table: TABLE, row: `for ${to}`, column }, 'as init');
    continue;
  }
  const done = before.copy();
  const { run, requests } = await runRenewed(done, live(args(done)));
  expect(run.exitCode, run.stderr).toBe(0);
  prepared.push(() => proveRenewals(renewed(done), done, requests));
}

describe.concurrent('credentials that are renewed', () => {
  for (const prove of prepared) prove();
});
