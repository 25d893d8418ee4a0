import type { AuthorityKind } from '../../authority/authority.ts';

interface CeilingFacts {
  /** Undefined: which kind of CA signs is not known yet. */
  readonly kind: AuthorityKind | undefined;
  /** Concurrent runs that the function may have. */
  readonly concurrency: number | undefined;
}

interface CeilingPart {
  readonly what: string;
  readonly perSecond: number;
  /** Read from this account; otherwise AWS's default, which may have been raised. */
  readonly isFromAccount: boolean;
}

export interface Ceiling {
  /** Devices. */
  readonly perSecond: number;
  readonly setBy: CeilingPart;
  /** The lowest first. */
  readonly parts: readonly CeilingPart[];
}

/** What one signing takes, until it is measured: a warm Private CA signer with two polls. */
export const ASSUMED_SIGNING_SECONDS = 1;
/** Reads of a certificate of AWS Private CA until it is there. */
const POLLS = 3;

/**
 * How many devices a second can come in, and what sets that. Each device takes a CSR, a signature and a RegisterThing.
 * @see https://docs.aws.amazon.com/general/latest/gr/iot-core.html
 * @see https://docs.aws.amazon.com/general/latest/gr/pca.html
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/requests-per-second.html
 */
export function onboardingCeiling({ kind, concurrency }: CeilingFacts): Ceiling {
  const quota = (what: string, perSecond: number): CeilingPart => ({ what, perSecond, isFromAccount: false });
  const register = quota('RegisterThing', 10);
  const parts = [register, quota('CreateCertificateFromCsr', 20)];
  if (kind === 'acm-pca') parts.push(quota('IssueCertificate', 25), quota('GetCertificate', 75 / POLLS));
  if (kind === 'kms') parts.push(quota('kms:Sign', 1_000));
  if (concurrency !== undefined)
    parts.push({
      what: 'Lambda concurrency',
      perSecond: concurrency / ASSUMED_SIGNING_SECONDS,
      isFromAccount: true,
    });
  parts.sort((a, b) => a.perSecond - b.perSecond);
  const setBy = parts[0] ?? register;
  return { perSecond: setBy.perSecond, setBy, parts };
}

/** Seconds until the last of so many devices has its certificate; infinite when none can have one. */
export const goLiveSeconds = (devices: number, perSecond: number): number =>
  perSecond > 0 ? Math.ceil(devices / perSecond) : Number.POSITIVE_INFINITY;
