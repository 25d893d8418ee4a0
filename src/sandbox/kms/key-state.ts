import { invalidState, keyDisabled } from './errors.ts';
import type { KmsKeyRecord } from './state.ts';

export type KeyState = 'Enabled' | 'Disabled' | 'PendingDeletion';

export function keyStateOf({ enabled, deletesAt }: KmsKeyRecord): KeyState {
  if (deletesAt !== undefined) return 'PendingDeletion';
  return enabled ? 'Enabled' : 'Disabled';
}

/** The waiting period is over. */
export const isGone = ({ deletesAt }: KmsKeyRecord, now: Date): boolean =>
  deletesAt !== undefined && new Date(deletesAt) <= now;

/** @see https://docs.aws.amazon.com/kms/latest/developerguide/key-state.html */
export function refusePendingDeletion(key: KmsKeyRecord): void {
  if (keyStateOf(key) === 'PendingDeletion') throw invalidState(`${key.arn} is pending deletion.`);
}

export function requireEnabled(key: KmsKeyRecord): void {
  refusePendingDeletion(key);
  if (!key.enabled) throw keyDisabled(`${key.arn} is disabled.`);
}
