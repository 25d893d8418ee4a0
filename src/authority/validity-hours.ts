import { AuthorityError } from './authority-error.ts';

const HOUR_MS = 3_600_000;
/** The CA counts by its own clock, and from when it gets to the request. */
const CLOCK_CUSHION_MS = 5 * 60_000;

/**
 * For how long to ask a CA that counts from its own now: the days, or what is left of the CA's own certificate, which no
 * certificate may outlive. Whole hours, since the clocks of two machines differ.
 */
export function validityHours(now: number, validityDays: number, issuerNotAfter?: Date): number {
  if (!issuerNotAfter) return validityDays * 24;
  const left = Math.floor((issuerNotAfter.getTime() - CLOCK_CUSHION_MS - now) / HOUR_MS);
  if (left < 1) {
    const when = issuerNotAfter.getTime() <= now ? 'expired' : 'expires within the hour:';
    throw new AuthorityError(
      'AUTHORITY_NOT_ACTIVE',
      `the certificate authority ${when} ${issuerNotAfter.toISOString()}`,
    );
  }
  return Math.min(validityDays * 24, left);
}
