import { SANDBOX_REGION } from '../sandbox.ts';
import type { Store } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { seedAuthorities } from './seed-authorities.ts';
import { LIKENESSES, type Likeness } from './likenesses.ts';
import { packFunctions } from './seed-functions.ts';
import { prepareIot } from './seed-iot.ts';
import { seedMetrics } from './seed-metrics.ts';
import { seedDefaultNetwork } from './seed-networks.ts';
import { seedRoles } from './seed-roles.ts';

/**
 * Fills a new account with what an operator's account may hold: fleets, CAs, and signers good and bad; and with what
 * only some accounts have.
 */
export async function seedAccount(store: Store, now: Date, like: readonly Likeness[] = []): Promise<void> {
  const addFunctions = await packFunctions(store, now);
  const addFleets = await prepareIot(now);
  await store.change((state) => {
    const region = regionOf(state, SANDBOX_REGION);
    seedRoles(state.iam, now);
    addFunctions(region.lambda);
    seedAuthorities(region.acmPca, now);
    addFleets(region.iot);
    seedDefaultNetwork(state);
    seedMetrics(region.cloudwatch, now);
    for (const likeness of like) LIKENESSES[likeness](state, now);
  });
}
