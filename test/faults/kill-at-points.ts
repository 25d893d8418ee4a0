import { expect, it } from 'vitest';
import type { ChangingCommand, TracedCommand } from './crash-commands.ts';
import { CrashProofs } from './crash-proofs.ts';
import { isFullForm, leavesCellEmpty, provesCell } from './matrix.ts';
import { runToPoint, stateOf, type Point } from './points.ts';

/**
 * Every command that changes something is killed between any two of its effects. The points are found by running it: a
 * new action brings its own. What a kill leaves is on disk, so points that leave the same are proved together.
 */
export const TABLE = 'Crash anywhere';

export const ROWS = [
  'around the lock',
  'before the journal begins',
  'before the intent is written',
  'the intent is half written',
  'after the intent',
  'before the request leaves',
  'applied, answer not read',
  'between answer and journal',
  'the result is half written',
  'after the result is written',
  'around a look at the account',
  'around a request to the CA',
  'before the device speaks',
  'the device is told and has not heard',
  'around another file',
] as const;

export type Row = (typeof ROWS)[number];

const PHASES: Readonly<Record<string, readonly [intent: Row, result: Row]>> = {
  before: ['before the intent is written', 'between answer and journal'],
  'half written': ['the intent is half written', 'the result is half written'],
  'written, not flushed': ['after the intent', 'after the result is written'],
};

/** Rows out of what happened: a new command or action brings no new kind of point. */
export function rowsOf(points: readonly Point[]): Row[] {
  let last: 'head' | 'intent' | 'result' = 'head';
  return points.map(({ channel, subject, phase, changes }): Row => {
    if (channel === 'lock') return 'around the lock';
    if (channel === 'file') return 'around another file';
    if (channel === 'CA') return 'around a request to the CA';
    if (channel === 'device')
      return phase === 'before it speaks' ? 'before the device speaks' : 'the device is told and has not heard';
    if (channel === 'call' && !changes) return 'around a look at the account';
    if (channel === 'call')
      return phase === 'before it leaves' ? 'before the request leaves' : 'applied, answer not read';
    const [, state = ''] = /^journal: (\w+) /.exec(subject) ?? [];
    if (state !== '') last = isIntent(subject) ? 'intent' : 'result';
    if (last === 'head') return 'before the journal begins';
    const [intent, result] = PHASES[state === '' ? 'written, not flushed' : phase]!;
    return last === 'intent' ? intent : result;
  });
}

/** On disk before the call that it is about. */
export const isIntent = (subject: string): boolean => /^journal: (started|proof unproven)/.test(subject);

/** In the short form, every so many of the states that a kill can leave are proved, in turn by another proof. */
const EVERY = 8;

/** What a kill at each point leaves. */
export const readStates = ({ points, imageAt }: Pick<TracedCommand, 'points' | 'imageAt'>): Promise<string[]> =>
  Promise.all(points.map((point) => stateOf(imageAt(point))));

export function killAtPoints(
  { command, account, points, imageAt, run }: TracedCommand,
  states: readonly string[],
  table = TABLE,
): void {
  const { column } = command;
  const proofs = new CrashProofs(command, account);
  const rows = rowsOf(points);
  const distinct = [...new Set(states)];

  it(`${column} runs to its end when nothing is broken`, () => {
    expect(run.exitCode, run.stderr).toBe(0);
    expect(points.length).toBeGreaterThan(10);
  });

  for (const [i, point] of points.entries()) {
    const state = states[i]!;
    const nth = distinct.indexOf(state);
    provesCell({
      table,
      row: rows[i]!,
      column,
      what: point.id,
      isShort: states.indexOf(state) === i && nth % EVERY === 0,
      prove: async () => {
        if (isFullForm) await expectKilledAsImage(command, point, state);
        return proofs.prove(imageAt(point), nth, nth / EVERY);
      },
    });
  }
  for (const row of ROWS) if (!rows.includes(row)) leavesCellEmpty({ table, row, column }, '-');
}

async function expectKilledAsImage({ before, args }: ChangingCommand, point: Point, state: string): Promise<void> {
  const account = before.copy();
  const run = await runToPoint(account, args(account), point, 'SIGKILL');
  expect(run.signal, `it never came to ${point.id}\n${run.stderr}`).toBe('SIGKILL');
  expect(await stateOf(account)).toBe(state);
}
