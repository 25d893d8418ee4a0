import { AuthorityError } from './authority-error.ts';

export interface AcmPcaValidity {
  readonly Type: 'DAYS' | 'ABSOLUTE';
  readonly Value: number;
}

const DAY_MS = 86_400_000;
/** The CA counts the days by its own clock, and from when it gets to the request. */
const CLOCK_CUSHION_MS = 5 * 60_000;

/** A certificate must not outlive its CA, so the CA's end is the upper bound. */
export function acmPcaValidity(now: number, validityDays: number, authorityNotAfter: Date): AcmPcaValidity {
  const end = authorityNotAfter.getTime();
  if (end <= now) {
    throw new AuthorityError(
      'AUTHORITY_NOT_ACTIVE',
      `the certificate authority expired on ${authorityNotAfter.toISOString()}`,
    );
  }
  if (now + validityDays * DAY_MS + CLOCK_CUSHION_MS > end) return { Type: 'ABSOLUTE', Value: Math.floor(end / 1000) };
  return { Type: 'DAYS', Value: validityDays };
}
