import { setImmediate as turn } from 'node:timers/promises';

/** A clock that stands still until everything waits, and then goes to the next end of a pause. */
export function virtualClock() {
  let time = 0;
  const waiting: { at: number; go: () => void }[] = [];
  return {
    now: () => time,
    pause: (ms: number): Promise<void> => new Promise((go) => waiting.push({ at: time + ms, go })),
    /** Runs the work to its end. */
    async run<T>(work: Promise<T>): Promise<T> {
      let isDone = false;
      const done = work.finally(() => {
        isDone = true;
      });
      done.catch(() => undefined);
      for (;;) {
        // All that can go on without time does.
        await turn();
        if (isDone) return done;
        waiting.sort((a, b) => a.at - b.at);
        time = Math.max(time, waiting[0]?.at ?? time);
        while (waiting[0] !== undefined && waiting[0].at <= time) waiting.shift()!.go();
      }
    },
  };
}
