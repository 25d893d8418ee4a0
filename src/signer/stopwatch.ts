import type { Phase } from './signing-log.ts';

/** Milliseconds by phase; a phase that throws counts too. */
export class Stopwatch {
  readonly #ms: Partial<Record<Phase, number>> = {};
  readonly #now: () => number;
  readonly #started: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#started = now();
  }

  async time<T>(phase: Phase, work: () => T | Promise<T>): Promise<T> {
    const started = this.#now();
    try {
      return await work();
    } finally {
      this.#ms[phase] = Math.round(this.#now() - started);
    }
  }

  read(): Partial<Record<Phase | 'total', number>> {
    return { ...this.#ms, total: Math.round(this.#now() - this.#started) };
  }
}
