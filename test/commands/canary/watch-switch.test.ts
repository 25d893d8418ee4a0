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
  // As the rules give it: in their order, and that of the issuer is not the first.
  'amazon, judged in full': {
    verdict: 'fail',
    checks: [check('CSR_READABLE', true), check('ISSUED_BY_LINKED_CA', false)],
    certificate: undefined,
  },
  'not a certificate': { verdict: 'fail', checks: [check('ONE_CERTIFICATE', false)], certificate: undefined },
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
  readonly pauses: readonly number[];
  readonly seen: readonly string[];
}

/** The last answer is given for ever; every question takes `askMs`. */
async function run(
  answers: readonly CanaryAnswer[],
  { askMs = 200, startMs = 0, stopAt = Infinity, propagationMs = PROPAGATION_MS } = {},
): Promise<Run> {
  const pauses: number[] = [];
  const seen: string[] = [];
  let elapsedMs = startMs;
  let asked = 0;
  const stop = new AbortController();
  if (stopAt === 0) stop.abort();
  const outcome = await watchSwitch({
    ask: async () => {
      elapsedMs += askMs;
      asked += 1;
      if (asked === stopAt) stop.abort();
      return answers[Math.min(asked, answers.length) - 1]!;
    },
    judge: (pem) => VERDICTS[pem]!,
    elapsedMs: () => elapsedMs,
    propagationMs,
    pause: async (ms) => {
      pauses.push(ms);
      elapsedMs += ms;
    },
    signal: stop.signal,
    onAnswer: ({ kind }, attempt) => seen.push(`${attempt} ${kind}`),
  });
  return { outcome, elapsedMs, pauses, seen };
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

  it('looks for the rule of the issuer, wherever it stands', async () => {
    const { outcome } = await run([gets('amazon, judged in full'), gets('ours')]);
    expect(outcome).toMatchObject({ kind: 'proven', attempts: 2 });
  });

  it('fails at once on what is no certificate, of which nobody can say who issued it', async () => {
    const { outcome } = await run([gets('not a certificate')]);
    expect(outcome).toMatchObject({ kind: 'failed', reason: 'bad-certificate', attempts: 1 });
  });

  it('needs nobody who listens', async () => {
    const listened = { ask: async () => gets('ours'), judge: () => VERDICTS['ours']!, elapsedMs: () => 0 };
    const signal = new AbortController().signal;
    await expect(
      watchSwitch({ ...listened, propagationMs: PROPAGATION_MS, pause: async () => undefined, signal }),
    ).resolves.toMatchObject({ kind: 'proven' });
  });

  it('says what is wrong with a bad certificate, by the rule that failed', async () => {
    const { outcome } = await run([gets('ours, a CA')]);
    expect(outcome).toMatchObject({ message: 'NOT_A_CA: not so', judged: VERDICTS['ours, a CA'] });
  });

  it('hands on what AWS said, and what was judged', async () => {
    await expect(run([refused])).resolves.toMatchObject({ outcome: { message: 'refused', certificateIds: [] } });
    await expect(run([silent])).resolves.toMatchObject({ outcome: { message: 'silence' } });
    await expect(run([offline])).resolves.toMatchObject({ outcome: { message: 'no network' } });
    await expect(run([throttled])).resolves.toMatchObject({ outcome: { message: 'later' } });
    await expect(run([gets('amazon')])).resolves.toMatchObject({ outcome: { judged: VERDICTS['amazon'] } });
    await expect(run([gets('ours')])).resolves.toMatchObject({
      outcome: { judged: VERDICTS['ours'], certificateId: 'ours' },
    });
  });

  it('tells of each answer and its number, as it comes', async () => {
    const { seen } = await run([offline, refused, gets('ours')]);
    expect(seen).toEqual(['1 not-asked', '2 refused', '3 certificate']);
  });

  it('asks every five seconds of five minutes, and never without a pause', async () => {
    await expect(run([offline, gets('ours')])).resolves.toMatchObject({ pauses: [5_000] });
    await expect(run([offline, gets('ours')], { propagationMs: 0, startMs: -1_000 })).resolves.toMatchObject({
      pauses: [20],
    });
  });

  it('asks nothing when the operator has stopped before', async () => {
    const { outcome, seen } = await run([gets('ours')], { stopAt: 0 });
    expect(outcome).toEqual({ kind: 'stopped', attempts: 0, certificateIds: [] });
    expect(seen).toEqual([]);
  });

  it.each([
    ['a network that is away', offline],
    ['throttling', throttled],
  ])('counts refusals anew after %s', async (_what, between) => {
    const some = [refused, refused, refused, refused];
    const { outcome } = await run([...some, between, ...some, gets('ours')]);
    expect(outcome).toMatchObject({ kind: 'proven', attempts: 10 });
  });

  it('takes exactly a tenth of the propagation time, and three refusals, for a verdict', async () => {
    // Without time of their own, seven questions are six pauses, and those are half a minute.
    await expect(run([refused], { askMs: 0 })).resolves.toMatchObject({ outcome: { kind: 'failed', attempts: 7 } });
    await expect(run([refused], { askMs: 60_000 })).resolves.toMatchObject({
      outcome: { kind: 'failed', attempts: 3 },
    });
  });

  it('takes the propagation time for over in the very moment when it is', async () => {
    await expect(run([offline], { askMs: 0, startMs: PROPAGATION_MS })).resolves.toMatchObject({
      outcome: { kind: 'unproven', attempts: 1 },
    });
    await expect(run([gets('amazon')], { askMs: 0, startMs: PROPAGATION_MS })).resolves.toMatchObject({
      outcome: { kind: 'failed', attempts: 1 },
    });
  });
});
