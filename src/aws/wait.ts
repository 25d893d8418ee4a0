import { setTimeout as sleep } from 'node:timers/promises';

interface WaitOptions {
  /** Milliseconds after which waiting is given up. */
  readonly limitMs: number;
  /** First pause; each is half as long again as the one before, up to `maxPauseMs`. */
  readonly firstPauseMs?: number;
  readonly maxPauseMs?: number;
  /** Called before each pause with the milliseconds waited so far. */
  readonly onPause?: (waitedMs: number) => void;
}

/** Asks again and again with growing pauses until the answer is not `undefined`; `undefined` when time is up. */
export async function waitFor<T>(ask: () => Promise<T | undefined>, options: WaitOptions): Promise<T | undefined> {
  const start = performance.now();
  const { limitMs, maxPauseMs = 3_000, onPause } = options;
  for (let pause = options.firstPauseMs ?? 100; ; pause = Math.min(pause * 1.5, maxPauseMs)) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    const waited = performance.now() - start;
    if (waited + pause > limitMs) return undefined;
    onPause?.(waited);
    await sleep(pause);
  }
}
