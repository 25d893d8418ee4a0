import { expect } from 'vitest';
import { type Account, mutating } from '../e2e/account.ts';
import type { CertprovRun } from '../support/certprov.ts';
import type { ChangingCommand, TracedCommand } from './crash-commands.ts';
import { CrashProofs } from './crash-proofs.ts';
import { isIntent } from './kill-at-points.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';
import { runToPoint, type Errno, type Point } from './points.ts';

/** The file system refuses one write of certprov's own; all others are found by running the command. */
const TABLE = 'Local state';

const ERRNOS: readonly Errno[] = ['ENOSPC', 'EIO', 'EROFS', 'EACCES'];
const ROWS = ['the lock', "the journal's beginning", 'the intent', 'the result', 'another file'] as const;

function rowOf({ channel, subject }: Point, before: readonly Point[]): (typeof ROWS)[number] {
  if (channel === 'lock') return 'the lock';
  if (channel !== 'journal') return 'another file';
  const line = [subject, ...before.map((point) => point.subject).toReversed()].find((one) =>
    one.startsWith('journal: '),
  );
  if (line === undefined || line === 'journal: head') return "the journal's beginning";
  return isIntent(line) ? 'the intent' : 'the result';
}

/** A write fails before it begins; one for which there is no space also in its middle. */
const canFail = ({ channel, phase }: Point, errno: Errno): boolean =>
  ['journal', 'lock', 'file'].includes(channel) &&
  (phase === 'before' || (phase === 'half written' && errno === 'ENOSPC'));

/** In the short form, every so many of them. */
const EVERY = 64;

let nth = 0;

/** Refuses each write of certprov's own files in turn. */
export function refuseWrites({ command, account, points }: TracedCommand): void {
  const { column } = command;
  const proofs = new CrashProofs(command, account);
  for (const errno of ERRNOS) {
    const cases = points.filter((point) => canFail(point, errno));
    const rows = cases.map((point) => rowOf(point, points.slice(0, points.indexOf(point))));
    for (const [i, point] of cases.entries()) {
      nth += 1;
      const mine = nth;
      provesCell({
        table: TABLE,
        row: `${errno}: ${rows[i]!}`,
        column,
        what: point.id,
        isShort: mine % EVERY === 0,
        prove: async () => {
          const broken = command.before.copy();
          const run = await runToPoint(broken, command.args(broken), point, errno);
          await expectHonest(rows[i]!, run, broken, command, points.slice(0, points.indexOf(point)));
          return `${run.exitCode === 0 ? 'done all the same' : run.json().error!.code}, ${await proofs.prove(broken, mine, Math.floor(mine / EVERY))}`;
        },
      });
    }
    for (const row of ROWS)
      if (!rows.includes(row)) leavesCellEmpty({ table: TABLE, row: `${errno}: ${row}`, column }, '-');
  }
}

async function expectHonest(
  row: (typeof ROWS)[number],
  run: CertprovRun,
  account: Account,
  { before }: ChangingCommand,
  earlier: readonly Point[],
): Promise<void> {
  expect(run.signal).toBe(null);
  expect(run.stderr).not.toMatch(/defect|INTERNAL/);
  const { error } = run.json();
  if (error === undefined) {
    // A lock that cannot be let go of, or an undo that cannot be written down: the account is what counts.
    expect(run.exitCode, run.stderr).toBe(0);
    return;
  }
  expect(['STATE_UNWRITABLE', 'FILE_UNWRITABLE']).toContain(error.code);
  expect(error.fix).toEqual(expect.any(String));
  const done = earlier.filter(
    ({ channel, changes, phase }) => channel === 'call' && changes && phase.startsWith('done'),
  );
  if (row === 'the intent' || row === 'the lock' || row === "the journal's beginning") {
    // No call left without its intent on disk.
    const asked = mutating(account.requests().slice(before.requests().length));
    expect(asked.length).toBeLessThanOrEqual(done.length + 2);
    if (done.length === 0) expect(await account.snapshot()).toEqual(await before.snapshot());
  }
  if (done.length > 0) expect(error.aftermath, JSON.stringify(error)).toEqual(expect.any(String));
}
