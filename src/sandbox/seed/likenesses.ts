import { seedHttpRenewals } from './http-renewals.ts';
import { seedLandingZone } from './landing-zone.ts';
import type { AccountState } from '../state/account-state.ts';
import { seedNetworks } from './seed-networks.ts';
import { shareAuthorities } from './share-authorities.ts';

/** What only some accounts have, by the name that `sandbox reset --like` takes; each adds to what every account has. */
export const LIKENESSES = {
  'http-renewals': seedHttpRenewals,
  'landing-zone': seedLandingZone,
  vpc: seedNetworks,
  'shared-ca': shareAuthorities,
} as const satisfies Readonly<Record<string, (state: AccountState, now: Date) => void>>;

export type Likeness = keyof typeof LIKENESSES;
