import { emptyAcmPcaState } from '../acm-pca/state.ts';
import { emptyCloudTrailState } from '../cloudtrail/state.ts';
import { emptyCloudwatchState } from '../cloudwatch/state.ts';
import { emptyEc2State } from '../ec2/state.ts';
import { emptyIotState } from '../iot/state.ts';
import { emptyKmsState } from '../kms/state.ts';
import { emptyLambdaState } from '../lambda/state.ts';
import { emptyLogsState } from '../logs/state.ts';
import { emptySecretsManagerState } from '../secrets-manager/state.ts';
import type { AccountState, RegionState } from './account-state.ts';

const emptyRegion = (): RegionState => ({
  lambda: emptyLambdaState(),
  acmPca: emptyAcmPcaState(),
  iot: emptyIotState(),
  cloudwatch: emptyCloudwatchState(),
  cloudTrail: emptyCloudTrailState(),
  kms: emptyKmsState(),
  logs: emptyLogsState(),
  secretsManager: emptySecretsManagerState(),
  ec2: emptyEc2State(),
});

/**
 * The part of the account in one Region. A Region that was never used reads as empty, and so does what came to
 * the sandbox after the Region was stored; inside `Store.change` what is missing is added to the account.
 */
export function regionOf(state: AccountState, region: string): RegionState {
  if (Object.isFrozen(state.regions)) {
    const stored = { ...emptyRegion(), ...state.regions[region] };
    return { ...stored, iot: { ...emptyIotState(), ...stored.iot } };
  }
  state.regions[region] ??= emptyRegion();
  // Read back, so that an edit gets the recorded object and not the one just made.
  const stored: Partial<RegionState> = state.regions[region];
  stored.kms ??= emptyKmsState();
  stored.logs ??= emptyLogsState();
  stored.secretsManager ??= emptySecretsManagerState();
  stored.cloudTrail ??= emptyCloudTrailState();
  stored.ec2 ??= emptyEc2State();
  addMissing(stored.iot!, emptyIotState());
  return stored as RegionState;
}

function addMissing<T extends object>(stored: T, empty: T): void {
  for (const [name, value] of Object.entries(empty)) {
    if (!Object.hasOwn(stored, name)) Object.assign(stored, { [name]: value });
  }
}
