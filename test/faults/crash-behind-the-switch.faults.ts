import { describe, expect, it } from 'vitest';
import { Account } from '../e2e/account.ts';
import { CANARY, expectSaysSo, isOn, REFUSING, shown } from './behind-the-switch.ts';
import { readStates, ROWS, rowsOf, TABLE } from './kill-at-points.ts';
import { isFullForm, leavesCellEmpty, provesCell } from './matrix.ts';
import { runToPoint, stateOf, tracePoints, type Point } from './points.ts';

// `init` over a function that refuses devices, killed at every point behind the switch: whoever comes next says so.
const seeded = await Account.seeded();
const { points, imageAt, run } = await tracePoints(seeded.copy(), REFUSING);
const first = points.findIndex(({ subject }) => subject.includes('CreateCertificateProvider'));
const behind = points.slice(first);
const rows = rowsOf(points).slice(first);
const states = await readStates({ points: behind, imageAt });
const distinct = [...new Set(states)];

interface Next {
  readonly column: string;
  readonly say: (left: Account) => Promise<string>;
}

const NEXT: readonly Next[] = [
  {
    column: 'refused, next init',
    say: async (left) => {
      const next = await left.run(REFUSING);
      expect(next.exitCode, shown(next)).toBe(3);
      expect(next.json().error, shown(next)).toMatchObject({ code: 'CANARY_FAILED', details: { returned: true } });
      expect(await expectSaysSo(left)).toBe('AWS signs');
      return 'takes it back';
    },
  },
  { column: 'refused, next status', say: expectSaysSo },
  {
    column: 'refused, next canary',
    say: async (left) => {
      const was = await isOn(left);
      const next = await left.run(CANARY);
      expect(next.exitCode, shown(next)).toBe(was ? 3 : 2);
      expect(next.json().error, shown(next)).toMatchObject({ code: was ? 'CANARY_FAILED' : 'AWS_NOT_FOUND' });
      expect(await expectSaysSo(left)).toBe('AWS signs');
      return was ? 'takes it back' : 'AWS signs';
    },
  },
];

/** In the short form, every so many states, in turn by another command that comes next; and status at each. */
const EVERY = 4;

describe.concurrent('init over a function that refuses devices, killed behind the switch', () => {
  it('ends with AWS signing when nothing is broken', () => {
    expect(run.exitCode, shown(run)).toBe(3);
    expect(run.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: true } } });
    expect(behind.length).toBeGreaterThan(30);
  });

  for (const [c, { column, say }] of NEXT.entries()) {
    for (const [i, point] of behind.entries()) {
      const nth = distinct.indexOf(states[i]!);
      const isFirst = states.indexOf(states[i]!) === i;
      provesCell({
        table: TABLE,
        row: rows[i]!,
        column,
        what: point.id,
        isShort: isFirst && (c === 1 || nth % EVERY === c),
        prove: async () => {
          if (isFullForm && c === 1) await expectKilledAsImage(point, states[i]!);
          return say(imageAt(point).copy());
        },
      });
    }
    for (const row of ROWS) if (!rows.includes(row)) leavesCellEmpty({ table: TABLE, row, column }, '-');
  }
});

async function expectKilledAsImage(point: Point, state: string): Promise<void> {
  const account = seeded.copy();
  const killed = await runToPoint(account, REFUSING, point, 'SIGKILL');
  expect(killed.signal, `it never came to ${point.id}\n${killed.stderr}`).toBe('SIGKILL');
  expect(await stateOf(account)).toBe(state);
}
