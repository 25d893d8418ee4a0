import { setTimeout as delay } from 'node:timers/promises';

/** The longest takes half a minute on a busy machine. */
const PATIENCE_MS = 5 * 60_000;

/** Runs the scenarios of one suite one after the other, and keeps what became of each. */
export class Scenarios {
  #suite;
  #report;
  passed = 0;
  failed = 0;
  skipped = 0;

  constructor(suite, report) {
    this.#suite = suite;
    this.#report = report;
  }

  /** A failure does not stop those that follow. */
  async run(claim, scenario) {
    const start = performance.now();
    try {
      await withinPatience(scenario, PATIENCE_MS);
    } catch (error) {
      this.fail(claim, error instanceof Error ? error.message : String(error), performance.now() - start);
      return;
    }
    this.pass(claim, performance.now() - start);
  }

  pass(claim, tookMs) {
    this.passed += 1;
    this.#line('ok     ', claim, `${(tookMs / 1000).toFixed(1)} s`);
  }

  fail(claim, reason, tookMs) {
    this.failed += 1;
    this.#line('FAILED ', claim, `${(tookMs / 1000).toFixed(1)} s`);
    this.#report(`${reason.trim().replaceAll(/^/gm, '          ')}\n`);
  }

  skip(claim, why) {
    this.skipped += 1;
    this.#line('skipped', claim, why);
  }

  #line(outcome, claim, remark) {
    this.#report(`${outcome} ${this.#suite}: ${claim} (${remark})\n`);
  }
}

/** Whatever a scenario waits for, the others get their turn. */
export async function withinPatience(scenario, patienceMs) {
  const done = new AbortController();
  const late = delay(patienceMs, undefined, { signal: done.signal }).then(() => {
    throw new Error(`it did not end within ${patienceMs / 60_000} minutes`);
  });
  try {
    await Promise.race([scenario(), late]);
  } finally {
    done.abort();
    late.catch(() => undefined);
  }
}
