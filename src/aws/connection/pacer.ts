import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until one more call of an action may be made. */
export type Pace = (action: string) => Promise<void>;

interface Rate {
  readonly calls: number;
  readonly withinMs: number;
}

/**
 * AWS IoT takes 10 calls a second of each read, from the whole account: two are left to everybody else.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export const CALLS_PER_SECOND = 8;

/**
 * CloudTrail takes two lookups a second of an account and Region; a tenth more, since what begins apart can arrive closer.
 * @see https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html
 */
export const LOOKUPS = { cloudtrail: { calls: 2, withinMs: 1_100 } } as const;

const RATES: Readonly<Record<string, Rate>> = { iot: { calls: CALLS_PER_SECOND, withinMs: 1_000 }, ...LOOKUPS };

interface PacerOptions {
  /** By service. */
  readonly rates?: Readonly<Record<string, Rate>>;
  /** Milliseconds that only grow; a test has its own. */
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/** Never more calls of one action within any such time than its service takes; what has no rate is not slowed. */
export function createPacer({ rates = RATES, now = () => performance.now(), pause = sleep }: PacerOptions = {}): Pace {
  /** The start times of the last calls of each action, in order; a call that waits has its time reserved already. */
  const begins = new Map<string, number[]>();

  return async (action) => {
    const rate = rates[action.slice(0, action.indexOf(':'))];
    if (rate === undefined) return;
    const last = begins.get(action) ?? [];
    begins.set(action, last);
    const time = now();
    // The first few calls need not wait. Later ones are spaced, since calls that start apart can still arrive together.
    const apart = rate.withinMs / rate.calls;
    const at = last.length < rate.calls ? time : Math.max(time, last[0]! + rate.withinMs, last.at(-1)! + apart);
    last.push(at);
    if (last.length > rate.calls) last.shift();
    // A timer takes whole milliseconds, and must not be early.
    if (at > time) await pause(Math.ceil(at - time));
  };
}
