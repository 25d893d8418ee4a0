import { AuthorityError } from './authority-error.ts';
import type { Clock } from './clock.ts';

/** One look: the certificate, or `undefined` while it is being made. */
export type Look = () => Promise<string | undefined>;

/** With less time than this a question is not worth asking: it would end as one that was not answered. */
const SHORTEST_LOOK_MS = 50;

/**
 * Looks again after 100 to 250 ms until the certificate is there. The pauses grow, so that at AWS IoT's own ten
 * registrations a second a CA that takes 1.4 s still stays within AWS Private CA's 75 GetCertificate a second.
 * A throttled look slows down and goes on: the certificate exists and is paid for.
 */
export async function awaitCertificate(look: Look, what: string, deadline: number, clock: Clock): Promise<string> {
  let throttled: AuthorityError | undefined;
  for (let looks = 0, refusals = 0; ; looks++) {
    const pause = Math.min(100 + 50 * looks, 225) * 2 ** Math.min(refusals, 2) + Math.random() * 25;
    if (clock.now() + pause + SHORTEST_LOOK_MS > deadline) {
      throw throttled ?? new AuthorityError('AUTHORITY_TIMEOUT', `${what} was still in progress when the time was up`);
    }
    await clock.wait(pause);
    try {
      const certificatePem = await look();
      if (certificatePem !== undefined) return certificatePem;
      refusals = 0;
      throttled = undefined;
    } catch (error) {
      if (!(error instanceof AuthorityError) || error.code !== 'AUTHORITY_THROTTLED') throw error;
      refusals++;
      throttled = error;
    }
  }
}
