import { AWS_SAYS } from '../../../aws/failure/recorded-messages.ts';
import { readAuthorityMs, readLambdaReport } from '../lambda-report.ts';
import { showNumber } from '../show-text.ts';
import { trialRule, type TrialCheck } from '../trial-check.ts';
import type { TrialRun, TrialTimings } from '../trial-evidence.ts';

const rule = trialRule('ANSWER_IN_TIME', 'answered in time');

/** Above this share of the limit an ordinary bad day of the CA is enough to miss it. */
const NEAR_LIMIT = 0.8;

/**
 * "Must finish running in 5 seconds"; whether a cold start counts is not said, so it does.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html
 */
export function checkAnswerInTime(
  runs: readonly TrialRun[],
  limitMs: number,
): { readonly check: TrialCheck; readonly timings: TrialTimings } {
  const measured = runs.map((run) => ({ report: readLambdaReport(run.logTail), elapsedMs: run.elapsedMs }));
  const cold = measured.flatMap(({ report }) =>
    report?.startMs === undefined ? [] : [report.startMs + report.durationMs],
  );
  const warm = measured.flatMap(({ report, elapsedMs }) =>
    report ? (report.startMs === undefined ? [report.durationMs] : []) : [elapsedMs],
  );
  const withoutStart = measured.flatMap(({ report }) => (report?.startMs === undefined ? [] : [report.durationMs]));
  const authority = runs.flatMap((run) => readAuthorityMs(run.logTail) ?? []);

  const coldMs = longest(cold);
  const warmMs = longest(warm.length > 0 ? warm : withoutStart);
  const worst = longest([...cold, ...warm]);
  const timings = {
    coldMs,
    warmMs,
    limitMs,
    marginMs: worst === null ? null : limitMs - worst,
    authorityMs: longest(authority),
  };

  const warmLabel = measured.every(({ report }) => report === undefined)
    ? 'seen from here'
    : warm.length > 0
      ? 'warm'
      : 'without start-up';
  const parts = [
    ...(coldMs === null ? [] : [`cold ${showNumber(coldMs)} ms`]),
    ...(warmMs === null ? [] : [`${warmLabel} ${showNumber(warmMs)} ms`]),
  ];
  const share =
    timings.authorityMs === null
      ? "the CA's share is not reported by this function"
      : `CA: ${showNumber(timings.authorityMs)}`;
  const summary = `${parts.join(', ')} of ${showNumber(limitMs)} (${share})`;
  return { check: judge(runs, worst ?? 0, limitMs, summary), timings };
}

const longest = (values: readonly number[]): number | null =>
  values.length === 0 ? null : Math.round(Math.max(...values));

function judge(runs: readonly TrialRun[], worst: number, limitMs: number, summary: string): TrialCheck {
  const [, seconds] =
    runs
      .map(({ payload, functionError }) =>
        functionError === undefined ? null : AWS_SAYS.functionTimedOut.pattern.exec(payload),
      )
      .find(Boolean) ?? [];
  if (seconds !== undefined) {
    return rule.fail(
      `no answer: the function's own time-out stopped it after ${Number(seconds)} s`,
      `raise the time-out to ${limitMs / 1000} s if it is lower, give the function more memory, and look at what it waits for`,
    );
  }
  if (worst > limitMs) return rule.fail(`${summary}: too late, AWS IoT waits no longer than that`, FASTER);
  if (worst > limitMs * NEAR_LIMIT) return rule.note(`${summary}: little room for a slow day of the CA`, FASTER);
  return rule.ok(summary);
}

const FASTER =
  'give the function more memory (and so CPU), make clients outside the handler, and poll the CA at short intervals instead of sleeping';
