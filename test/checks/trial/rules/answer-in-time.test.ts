import { describe, expect, it } from 'vitest';
import { checkAnswerInTime } from '../../../../src/checks/trial/rules/answer-in-time.ts';
import { report, run } from '../trial-setting.ts';

const LIMIT = 5000;
const time = (...tails: readonly string[]) =>
  checkAnswerInTime(
    tails.map((logTail) => run({}, { logTail, elapsedMs: 700 })),
    LIMIT,
  );
const signed = (authority: number, prefix = ''): string =>
  `${prefix}${JSON.stringify({ certprov: 'signed', code: 'SIGNED', ms: { parse: 1, authority, total: authority + 5 } })}\n`;

describe('checkAnswerInTime', () => {
  it('takes start-up and answer together for cold, the answer alone for warm', () => {
    const { check, timings } = time(report(390, 422), report(190), report(120));
    expect(timings).toEqual({ coldMs: 812, warmMs: 190, limitMs: LIMIT, marginMs: 4188, authorityMs: null });
    expect(check).toMatchObject({
      severity: 'ok',
      summary: "cold 812 ms, warm 190 ms of 5,000 (the CA's share is not reported by this function)",
    });
  });

  it('has the answer without start-up for warm when there was one cold run only', () => {
    const { check, timings } = time(report(390, 422));
    expect(timings).toMatchObject({ coldMs: 812, warmMs: 390 });
    expect(check.summary).toContain('cold 812 ms, without start-up 390 ms of 5,000');
  });

  it('has no cold time when every run was warm', () => {
    const { check, timings } = time(report(190));
    expect(timings).toMatchObject({ coldMs: null, warmMs: 190, marginMs: 4810 });
    expect(check.summary).toMatch(/^warm 190 ms of/);
  });

  it('takes what it saw itself when the log may not be read', () => {
    const { check, timings } = time('');
    expect(timings).toMatchObject({ coldMs: null, warmMs: 700, marginMs: 4300 });
    expect(check.summary).toMatch(/^seen from here 700 ms/);
  });

  it('takes the restore of a snapshot for a cold start', () => {
    const tail = report(100).replace(/\n$/, 'Restore Duration: 300.00 ms\tBilled Restore Duration: 4 ms\n');
    expect(time(tail).timings).toMatchObject({ coldMs: 400 });
  });

  it('reads the report of JSON logs', () => {
    const line = {
      time: '2026-11-22T12:00:00Z',
      type: 'platform.report',
      record: {
        requestId: 'x',
        status: 'success',
        metrics: { durationMs: 90.5, billedDurationMs: 91, initDurationMs: 200.25 },
      },
    };
    expect(time(`${JSON.stringify(line)}\n`).timings).toMatchObject({ coldMs: 291, warmMs: 91 });
  });

  it.each([
    ['as a plain line', signed(160)],
    ['behind the prefix of text logs', signed(160, '2026-11-22T12:00:00.000Z\t6f1d6bd9\tINFO\t')],
    [
      'within the record of JSON logs',
      `${JSON.stringify({ level: 'INFO', message: { certprov: 'signed', ms: { authority: 160 } } })}\n`,
    ],
  ])('names the share of the CA: %s', (_case, line) => {
    const { check, timings } = time(line + report(190));
    expect(timings.authorityMs).toBe(160);
    expect(check.summary).toContain('(CA: 160)');
  });

  it.each([
    ['a line of another program', '{"ms": {"authority": 160}}\n'],
    ['a share that is no number', '{"certprov": "signed", "ms": {"authority": "160"}}\n'],
    ['a line that is cut off', 'signed","ms":{"authority":160}}\n'],
  ])('does not take %s for the share of the CA', (_case, line) => {
    expect(time(line + report(190)).timings.authorityMs).toBeNull();
  });

  it('does not take what a function prints for the report of Lambda', () => {
    expect(
      time(`fake REPORT RequestId: x\tDuration: 1.00 ms\n${report(4900)}Billed Duration: 1 ms\n`).timings.warmMs,
    ).toBe(4900);
  });

  it.each([
    [3999, 'ok'],
    [4001, 'note'],
    [5000, 'note'],
    [5001, 'fail'],
  ])('%i ms warm is %s', (milliseconds, severity) => {
    expect(time(report(milliseconds)).check.severity).toBe(severity);
  });

  it('counts the slowest of all runs, cold start included', () => {
    const { check, timings } = time(report(100), report(2600, 2600), report(100));
    expect(check).toMatchObject({ severity: 'fail', summary: expect.stringContaining('too late') });
    expect(timings.marginMs).toBe(-200);
  });
});
