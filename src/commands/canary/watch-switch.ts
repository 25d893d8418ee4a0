import type { IssuedVerdict } from '../../checks/trial/judge-issued.ts';
import { isThrottled, type CanaryAnswer } from './canary-answer.ts';

/** Refusals in a row that make a verdict. One alone could be AWS's own trouble. */
const REFUSALS = 3;
/** And over which part of the propagation time: half a minute of AWS's five. */
const REFUSAL_SHARE = 0.1;
/** Pauses in the propagation time: one every five seconds of AWS's five minutes. */
const PAUSES = 60;
const SHORTEST_PAUSE_MS = 20;

interface WatchedSwitch {
  /** One CSR down a device's path. It never throws for what AWS or the network does. */
  ask(): Promise<CanaryAnswer>;
  judge(certificatePem: string): IssuedVerdict | Promise<IssuedVerdict>;
  /** Milliseconds since the switch. */
  elapsedMs(): number;
  /** How long AWS may still sign itself. */
  readonly propagationMs: number;
  /** Resolves early when the signal comes. */
  pause(ms: number): Promise<void>;
  /** The operator wants to stop. */
  readonly signal: AbortSignal;
  onAnswer?(answer: CanaryAnswer, attempt: number): void;
}

/** `failed`: devices do not get what they should. `unproven`: nobody could ask. `stopped`: the operator stopped it. */
export type WatchOutcome = {
  readonly attempts: number;
  /** Certificates that were made on the way, by their ids in AWS IoT. */
  readonly certificateIds: readonly string[];
} & (
  | { readonly kind: 'proven'; readonly judged: IssuedVerdict; readonly certificateId: string }
  | {
      readonly kind: 'failed';
      readonly reason: 'refused' | 'wrong-ca' | 'bad-certificate' | 'no-answer';
      readonly message: string;
      readonly judged?: IssuedVerdict;
    }
  | { readonly kind: 'unproven'; readonly message: string }
  | { readonly kind: 'stopped' }
);

type WithoutTally<T> = T extends WatchOutcome ? Omit<T, 'attempts' | 'certificateIds'> : never;
type Verdict = WithoutTally<Exclude<WatchOutcome, { kind: 'stopped' }>>;

/**
 * Sends a CSR again and again until it is certain who signs. During the propagation time a certificate of another CA
 * is AWS's own from before the switch; a refusal is not, since without the switch AWS refuses no good CSR.
 */
export async function watchSwitch(watched: WatchedSwitch): Promise<WatchOutcome> {
  const certificateIds: string[] = [];
  const bad = new Streak(watched);
  for (let attempts = 1; ; attempts += 1) {
    if (watched.signal.aborted) return { kind: 'stopped', attempts: attempts - 1, certificateIds };
    const answer = await watched.ask();
    watched.onAnswer?.(answer, attempts);
    if (answer.kind === 'certificate') certificateIds.push(answer.certificateId);
    const verdict =
      answer.kind === 'certificate' ? await certified(answer, bad, watched) : uncertified(answer, bad, watched);
    if (verdict) return { ...verdict, attempts, certificateIds };
    await watched.pause(Math.max(SHORTEST_PAUSE_MS, watched.propagationMs / PAUSES));
  }
}

const isOver = (watched: WatchedSwitch): boolean => watched.elapsedMs() >= watched.propagationMs;

async function certified(
  answer: CanaryAnswer & { kind: 'certificate' },
  bad: Streak,
  watched: WatchedSwitch,
): Promise<Verdict | undefined> {
  bad.end();
  const judged = await watched.judge(answer.certificatePem);
  const issued = judged.checks.find(({ code }) => code === 'ISSUED_BY_LINKED_CA');
  if (issued?.passed === false) {
    if (!isOver(watched)) return undefined;
    return { kind: 'failed', reason: 'wrong-ca', message: issued.summary, judged };
  }
  const failed = judged.checks.find(({ passed }) => !passed);
  if (failed)
    return { kind: 'failed', reason: 'bad-certificate', message: `${failed.title}: ${failed.summary}`, judged };
  return { kind: 'proven', judged, certificateId: answer.certificateId };
}

function uncertified(
  answer: Exclude<CanaryAnswer, { kind: 'certificate' }>,
  bad: Streak,
  watched: WatchedSwitch,
): Verdict | undefined {
  // Neither says anything about the signing.
  if (answer.kind === 'not-asked' || isThrottled(answer)) {
    bad.end();
    return isOver(watched) ? { kind: 'unproven', message: answer.message } : undefined;
  }
  if (!bad.add()) return undefined;
  return { kind: 'failed', reason: answer.kind, message: answer.message };
}

/** Refusals in a row. */
class Streak {
  readonly #watched: WatchedSwitch;
  #count = 0;
  #since = 0;

  constructor(watched: WatchedSwitch) {
    this.#watched = watched;
  }

  end(): void {
    this.#count = 0;
  }

  /** True when they are enough for a verdict. */
  add(): boolean {
    const now = this.#watched.elapsedMs();
    if (this.#count === 0) this.#since = now;
    this.#count += 1;
    return this.#count >= REFUSALS && now - this.#since >= this.#watched.propagationMs * REFUSAL_SHARE;
  }
}
