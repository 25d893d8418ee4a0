import type { AuthorityKind } from '../authority/authority.ts';
import { groupDigits } from '../terminal/quantity-text.ts';

interface CostQuestion {
  readonly kind: AuthorityKind;
  readonly isShortLived: boolean;
  /** Devices that get a certificate in the month. */
  readonly devices: number;
}

interface CostEstimate {
  /** US dollars of the month, for what AWS bills. */
  readonly dollars: number;
  /** What the sum is made of. */
  readonly parts: string;
}

/** When the prices were gathered; they are second-hand (docs/guide.md#what-it-costs). */
export const PRICES_OF = 'November 2026';

/** Certificates of a general-purpose Private CA: the first 1,000 of a month, those to 10,000, and from then on. */
const TIERS: readonly (readonly [upTo: number, dollars: number])[] = [
  [1_000, 0.75],
  [10_000, 0.35],
  [Number.POSITIVE_INFINITY, 0.001],
];
const SHORT_LIVED_CERTIFICATE = 0.058;
const KMS_KEY = 1;
const KMS_SIGNATURE = 0.15 / 10_000;
const SECRET = 0.4;

/** What a kind of CA costs in a month in which so many devices get a certificate; AWS's part of it only. */
export function monthlyCost({ kind, isShortLived, devices }: CostQuestion): CostEstimate {
  switch (kind) {
    case 'acm-pca': {
      const authority = isShortLived ? 50 : 400;
      const certificates = isShortLived ? devices * SHORT_LIVED_CERTIFICATE : tiered(devices);
      return {
        dollars: authority + certificates,
        parts: `${usd(authority)} the CA, ${usd(certificates)} certificates`,
      };
    }
    case 'kms': {
      const signatures = devices * KMS_SIGNATURE;
      return { dollars: KMS_KEY + signatures, parts: `${usd(KMS_KEY)} the key, ${usd(signatures)} signatures` };
    }
    default:
      return {
        dollars: SECRET,
        parts: `${usd(SECRET)} the secret${kind === 'secret' ? '' : '; what your CA takes comes on top'}`,
      };
  }
}

function tiered(devices: number): number {
  let from = 0;
  let dollars = 0;
  for (const [upTo, price] of TIERS) {
    dollars += Math.max(0, Math.min(devices, upTo) - from) * price;
    from = upTo;
  }
  return dollars;
}

/** `$1,234`, with cents below ten dollars. */
export const usd = (dollars: number): string => `$${dollars < 10 ? dollars.toFixed(2) : groupDigits(dollars)}`;
