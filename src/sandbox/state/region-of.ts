import { emptyAcmPcaState } from '../acm-pca/state.ts';
import { emptyCloudwatchState } from '../cloudwatch/state.ts';
import { emptyIotState } from '../iot/state.ts';
import { emptyLambdaState } from '../lambda/state.ts';
import type { AccountState, RegionState } from './account-state.ts';

const emptyRegion = (): RegionState => ({
  lambda: emptyLambdaState(),
  acmPca: emptyAcmPcaState(),
  iot: emptyIotState(),
  cloudwatch: emptyCloudwatchState(),
});

/**
 * The part of the account in one Region. A Region that was never used reads as empty; inside `Store.change` it is
 * added to the account.
 */
export function regionOf(state: AccountState, region: string): RegionState {
  const existing = state.regions[region];
  if (existing !== undefined) return existing;
  if (Object.isFrozen(state.regions)) return emptyRegion();
  state.regions[region] = emptyRegion();
  // Read back, so that an edit gets the recorded object and not the one just made.
  return state.regions[region];
}
