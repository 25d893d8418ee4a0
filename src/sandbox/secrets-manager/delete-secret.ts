import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameter, invalidRequest } from './errors.ts';
import { checkSecretId, findSecret, lookUpSecret, newSecretArn, type SecretInput } from './find-secret.ts';

const DAY_MS = 24 * 3600 * 1000;

interface DeleteInput extends SecretInput {
  readonly RecoveryWindowInDays?: number;
  readonly ForceDeleteWithoutRecovery?: boolean;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export function deleteSecret(input: DeleteInput, call: Call): Promise<object> {
  const { RecoveryWindowInDays, ForceDeleteWithoutRecovery: isForced = false } = input;
  if (isForced && RecoveryWindowInDays !== undefined) {
    throw invalidParameter("You can't use ForceDeleteWithoutRecovery in conjunction with RecoveryWindowInDays.");
  }
  const days = RecoveryWindowInDays ?? 30;
  if (days < 7 || days > 30)
    throw invalidParameter('The RecoveryWindowInDays value must be between 7 and 30 days (inclusive).');
  if (isForced) return removeSecret(input, call);
  return call.store.change((state) => {
    const secret = findSecret(state, input, call);
    if (secret.deletesAt !== undefined) {
      throw invalidRequest(
        "You can't perform this operation on the secret because it was already scheduled for deletion.",
      );
    }
    secret.deletesAt = new Date(call.clock.now().getTime() + days * DAY_MS).toISOString();
    return { ARN: secret.arn, Name: secret.name, DeletionDate: secret.deletesAt };
  });
}

/** At once, also a secret that is marked for deletion; of one that is not there AWS says the same. */
function removeSecret({ SecretId }: SecretInput, call: Call): Promise<object> {
  checkSecretId(SecretId);
  return call.store.change((state) => {
    const DeletionDate = call.clock.now().toISOString();
    const secret = lookUpSecret(state, SecretId, call);
    if (secret === undefined) return { ARN: newSecretArn(SecretId, call), Name: SecretId, DeletionDate };
    delete regionOf(state, call.region).secretsManager.secrets[secret.arn];
    return { ARN: secret.arn, Name: secret.name, DeletionDate };
  });
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export function restoreSecret(input: SecretInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const secret = findSecret(state, input, call);
    delete secret.deletesAt;
    return { ARN: secret.arn, Name: secret.name };
  });
}
