/** Time as a connector sees it, so that a test can pass it by. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number;
  wait(ms: number): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  wait: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
