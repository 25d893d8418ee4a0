import type { Call } from '../service.ts';
import { constraintViolated, invalidState } from './errors.ts';
import { findKey, type KeyInput, keyStateOf, refusePendingDeletion } from './find-key.ts';

const DAY_MS = 24 * 3600 * 1000;

const setEnabled =
  (enabled: boolean) =>
  (input: KeyInput, call: Call): Promise<object> =>
    call.store.change((state) => {
      const key = findKey(state, input.KeyId, call);
      refusePendingDeletion(key);
      key.enabled = enabled;
      return {};
    });

export const enableKey = setEnabled(true);
export const disableKey = setEnabled(false);

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html */
export function scheduleKeyDeletion(
  input: KeyInput & { readonly PendingWindowInDays?: number },
  call: Call,
): Promise<object> {
  const days = input.PendingWindowInDays ?? 30;
  if (days < 7) throw constraintViolated('pendingWindowInDays', 'have value greater than or equal to 7', days);
  if (days > 30) throw constraintViolated('pendingWindowInDays', 'have value less than or equal to 30', days);
  return call.store.change((state) => {
    const key = findKey(state, input.KeyId, call);
    refusePendingDeletion(key);
    key.deletesAt = new Date(call.clock.now().getTime() + days * DAY_MS).toISOString();
    return { KeyId: key.arn, DeletionDate: key.deletesAt, KeyState: keyStateOf(key), PendingWindowInDays: days };
  });
}

/** The key comes back disabled. @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export function cancelKeyDeletion(input: KeyInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const key = findKey(state, input.KeyId, call);
    if (keyStateOf(key) !== 'PendingDeletion') throw invalidState(`${key.arn} is not pending deletion.`);
    delete key.deletesAt;
    key.enabled = false;
    return { KeyId: key.arn };
  });
}
