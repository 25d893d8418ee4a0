import { AuthorityError } from '../authority-error.ts';
import { systemClock, type Clock } from '../clock.ts';
import type { HttpAnswer, HttpClient, HttpRequest } from './http-client.ts';
import { transportFailure } from './transport-failure.ts';

export interface ServerQuestion<T = string> {
  /** For errors: `the EST server's simpleenroll`. */
  readonly what: string;
  readonly send: HttpClient;
  /** Made anew for each attempt, because a one-time token is good for one; `leftMs` is how long its answer is awaited. */
  readonly request: (leftMs: number) => HttpRequest | Promise<HttpRequest>;
  /** Throws an `AuthorityError` for an answer that is not a certificate. */
  readonly read: (answer: HttpAnswer) => T;
  /** Epoch milliseconds. */
  readonly deadline: number;
  readonly clock?: Clock | undefined;
}

/** Of AWS IoT's five seconds: the rest is for the cold start, the checks and the answer. */
const LIMIT_MS = 3_500;
/** Less than this is not worth a second attempt. */
const WORTH_A_RETRY_MS = 1_500;

/**
 * How long an answer is awaited on a kept connection before the question is asked on a fresh one beside it: a connection that
 * something on the way has forgotten answers nothing at all, and the slowest CA of docs/external-ca.md is quicker.
 */
const SILENCE_MS = 1_200;

/** What a second attempt can mend; a retry that issues twice leaves an orphan at the CA, and AWS IoT does not mind. */
const PASSING: readonly string[] = ['AUTHORITY_UNREACHABLE', 'AUTHORITY_UNAVAILABLE', 'AUTHORITY_THROTTLED'];

/**
 * One question to a CA that answers at once: at most 3.5 seconds, and at most one more attempt, when the connection was
 * lost, the server failed (HTTP 500 to 504) or throttled, and 1.5 seconds are left. On a connection that was kept, silence
 * has the question asked on a fresh one as well, while the first is still listened to.
 */
export async function askServer<T = string>({
  what,
  send,
  request,
  read,
  deadline,
  clock = systemClock,
}: ServerQuestion<T>): Promise<T> {
  const end = Math.min(deadline, clock.now() + LIMIT_MS);

  function timeLeft(): number {
    const left = Math.ceil(end - clock.now());
    if (left <= 0) throw new AuthorityError('AUTHORITY_TIMEOUT', `no time was left for ${what}`);
    return left;
  }

  async function once(fresh: boolean, lost: AbortSignal, onReused: () => void): Promise<T> {
    const question = await request(timeLeft());
    // Again: making it may have taken a login of its own.
    const left = timeLeft();
    const late = AbortSignal.timeout(left);
    const signal = AbortSignal.any([late, lost]);
    const answer = await send(question, signal, { fresh, onReused }).catch((cause: unknown) => {
      if (!late.aborted) throw transportFailure(what, question.url.host, cause);
      throw new AuthorityError('AUTHORITY_TIMEOUT', `${what} was not answered within ${left} ms`, { cause });
    });
    return read(answer);
  }

  /** The first good answer of the two counts; without one, what the first said. */
  async function attempt(): Promise<T> {
    const done = new AbortController();
    let silence: NodeJS.Timeout | undefined;
    try {
      return await new Promise<T>((resolve, reject) => {
        let open = 1;
        let first: unknown;
        const failed = (error: unknown): void => {
          first ??= error;
          open -= 1;
          if (open === 0) reject(first);
        };
        const ask = (fresh: boolean, onReused: () => void): void =>
          void once(fresh, done.signal, onReused).then(resolve, failed);
        ask(false, () => {
          silence = setTimeout(() => {
            open += 1;
            ask(true, () => undefined);
          }, SILENCE_MS);
        });
      });
    } finally {
      clearTimeout(silence);
      done.abort();
    }
  }

  try {
    return await attempt();
  } catch (error) {
    const isPassing = error instanceof AuthorityError && PASSING.includes(error.code);
    const pause = 50 + Math.random() * 50;
    if (!isPassing || end - clock.now() - pause < WORTH_A_RETRY_MS) throw error;
    await clock.wait(pause);
    return attempt();
  }
}
