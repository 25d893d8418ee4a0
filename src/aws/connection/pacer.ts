import { setTimeout as sleep } from 'node:timers/promises';

/** Waits until one more call of an action may be made. */
export type Pace = (action: string) => Promise<void>;

interface PacerOptions {
  /** Milliseconds that only grow; a test has its own. */
  readonly now?: () => number;
  readonly pause?: (ms: number) => Promise<unknown>;
}

/**
 * AWS IoT takes 10 calls a second of each read, from the whole account: two are left to everybody else.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 */
export const CALLS_PER_SECOND = 8;
const WINDOW_MS = 1_000;
const APART_MS = WINDOW_MS / CALLS_PER_SECOND;

/** Never more than `CALLS_PER_SECOND` calls of one IoT action begin within any second; other services are not slowed. */
export function createPacer({ now = () => performance.now(), pause = sleep }: PacerOptions = {}): Pace {
  /** By action: when each of the last calls begins, the latest at the end; one that waits has its time already. */
  const begins = new Map<string, number[]>();

  return async (action) => {
    if (!action.startsWith('iot:')) return;
    const last = begins.get(action) ?? [];
    begins.set(action, last);
    const time = now();
    // A few calls need not wait; more come one by one, since what begins apart can arrive together.
    const at = last.length < CALLS_PER_SECOND ? time : Math.max(time, last[0]! + WINDOW_MS, last.at(-1)! + APART_MS);
    last.push(at);
    if (last.length > CALLS_PER_SECOND) last.shift();
    // A timer takes whole milliseconds, and must not be early.
    if (at > time) await pause(Math.ceil(at - time));
  };
}
