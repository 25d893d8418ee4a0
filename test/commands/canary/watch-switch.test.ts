import { describe, expect, it } from 'vitest';
import type { CanaryAnswer } from '../../../src/commands/canary/canary-answer.ts';
import { watchSwitch, type WatchOutcome } from '../../../src/commands/canary/watch-switch.ts';
import type { IssuedVerdict } from '../../../src/checks/trial/judge-issued.ts';
import type { TrialCheck } from '../../../src/checks/trial/trial-check.ts';

const PROPAGATION_MS = 300_000;

const check = (code: TrialCheck['code'], passed: boolean): TrialCheck => ({
  code,
  passed,
  severity: passed ? 'ok' : 'fail',
  title: code,
  summary: passed ? 'fine' : 'not so',
});

/** What the rules would say, by a word in place of the PEM. */
const VERDICTS: Readonly<Record<string, IssuedVerdict>> = {
  ours: { verdict: 'pass', checks: [check('ISSUED_BY_LINKED_CA', true)], certificate: undefined },
  amazon: { verdict: 'fail', checks: [check('ISSUED_BY_LINKED_CA', false)], certificate: undefined },
  'ours, a CA': {
    verdict: 'fail',
    checks: [check('ISSUED_BY_LINKED_CA', true), check('NOT_A_CA', false)],
    certificate: undefined,
  },
};

const gets = (certificatePem: string): CanaryAnswer => ({
  kind: 'certificate',
  certificateId: certificatePem,
  certificatePem,
});
const refused: CanaryAnswer = { kind: 'refused', statusCode: 500, errorCode: 'InternalError', message: 'refused' };
const throttled: CanaryAnswer = { kind: 'refused', statusCode: 429, errorCode: 'Throttled', message: 'later' };
const silent: CanaryAnswer = { kind: 'no-answer', message: 'silence' };
const offline: CanaryAnswer = { kind: 'not-asked', message: 'no network' };

interface Run {
  readonly outcome: WatchOutcome;
  readonly elapsedMs: number;
}

/** The last answer is given for ever; every question takes `askMs`. */
async function run(
  answers: readonly CanaryAnswer[],
  { askMs = 200, startMs = 0, stopAt = Infinity } = {},
): Promise<Run> {
  let elapsedMs = startMs;
  let asked = 0;
  const stop = new AbortController();
  const outcome = await watchSwitch({
    ask: async () => {
      elapsedMs += askMs;
      asked += 1;
      if (asked === stopAt) stop.abort();
      return answers[Math.min(asked, answers.length) - 1]!;
    },
    judge: (pem) => VERDICTS[pem]!,
    elapsedMs: () => elapsedMs,
    propagationMs: PROPAGATION_MS,
    pause: async (ms) => {
      elapsedMs += ms;
    },
    signal: stop.signal,
  });
  return { outcome, elapsedMs };
}

describe('watchSwitch', () => {
  it('is certain with the first certificate of the linked CA', async () => {
    const { outcome } = await run([gets('ours')]);
    expect(outcome).toMatchObject({ kind: 'proven', attempts: 1, certificateIds: ['ours'] });
  });

  it("waits while AWS's own CA still signs, and knows of every certificate that was made", async () => {
    const { outcome, elapsedMs } = await run([gets('amazon'), gets('amazon'), gets('ours')]);
    expect(outcome).toMatchObject({ kind: 'proven', attempts: 3, certificateIds: ['amazon', 'amazon', 'ours'] });
    expect(elapsedMs).toBeLessThan(PROPAGATION_MS);
  });

  it('fails when another CA still signs after the propagation time, and not before', async () => {
    const { outcome, elapsedMs } = await run([gets('amazon')]);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'wrong-ca', message: 'not so' });
    expect(elapsedMs).toBeGreaterThanOrEqual(PROPAGATION_MS);
    expect(elapsedMs).toBeLessThan(PROPAGATION_MS + 10_000);
  });

  it('fails at once on a bad certificate of the linked CA: waiting makes it no better', async () => {
    const { outcome } = await run([gets('ours, a CA')]);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'bad-certificate', attempts: 1 });
  });

  it.each([
    ['refused', refused],
    ['no-answer', silent],
  ])('fails on "%s" long before the propagation time is over, but not on one or two', async (reason, answer) => {
    const { outcome, elapsedMs } = await run([answer]);
    expect(outcome).toMatchObject({ kind: 'failed', reason });
    expect(outcome.attempts).toBeGreaterThanOrEqual(3);
    expect(elapsedMs).toBeGreaterThanOrEqual(PROPAGATION_MS * 0.1);
    expect(elapsedMs).toBeLessThan(PROPAGATION_MS * 0.2);
    await expect(run([answer, answer, gets('ours')])).resolves.toMatchObject({ outcome: { kind: 'proven' } });
  });

  it('counts refusals anew after a certificate', async () => {
    const some = [refused, refused, refused, refused];
    const { outcome } = await run([...some, gets('amazon'), ...some, gets('amazon'), gets('ours')]);
    expect(outcome).toMatchObject({ kind: 'proven', attempts: 11 });
  });

  it('takes three refusals for a verdict at once when the switch is old', async () => {
    const { outcome, elapsedMs } = await run([refused], { startMs: 90 * 86_400_000 });
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'refused' });
    expect(elapsedMs - 90 * 86_400_000).toBeLessThan(PROPAGATION_MS * 0.2);
  });

  it('judges an old switch by its first certificate', async () => {
    await expect(run([gets('amazon')], { startMs: PROPAGATION_MS })).resolves.toMatchObject({
      outcome: { kind: 'failed', reason: 'wrong-ca', attempts: 1 },
    });
  });

  it.each([
    ['there is no network', offline],
    ['AWS throttles', throttled],
  ])('says that nothing is proven when %s all the time, and never that it failed', async (_what, answer) => {
    const { outcome, elapsedMs } = await run([answer]);
    expect(outcome).toMatchObject({ kind: 'unproven' });
    expect(elapsedMs).toBeGreaterThanOrEqual(PROPAGATION_MS);
  });

  it('goes on when the network comes back', async () => {
    await expect(run([offline, offline, throttled, gets('ours')])).resolves.toMatchObject({
      outcome: { kind: 'proven', attempts: 4 },
    });
  });

  it('stops behind the question under way when the operator wants to', async () => {
    const { outcome } = await run([gets('amazon')], { stopAt: 2 });
    expect(outcome).toEqual({ kind: 'stopped', attempts: 2, certificateIds: ['amazon', 'amazon'] });
  });

  it('is proven even when the operator stops in the same moment', async () => {
    await expect(run([gets('ours')], { stopAt: 1 })).resolves.toMatchObject({ outcome: { kind: 'proven' } });
  });
});
