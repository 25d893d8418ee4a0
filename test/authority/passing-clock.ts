import type { Clock } from '../../src/authority/clock.ts';

/** Time passes only by waiting, and waiting takes no time. */
export function passingClock(start = Date.now()): Clock & { readonly waits: number[] } {
  let now = start;
  const waits: number[] = [];
  return {
    waits,
    now: () => now,
    async wait(ms) {
      waits.push(ms);
      now += ms;
    },
  };
}
