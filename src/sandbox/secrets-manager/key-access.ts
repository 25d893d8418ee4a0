import { decideAccess } from '../iam/authorize.ts';
import { findKeyOrAlias, keyStateOf } from '../kms/find-key.ts';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { lookUpSecret } from './find-secret.ts';

type KeyAction = 'kms:GenerateDataKey' | 'kms:Decrypt';

/** The key of a secret that is there. */
export const keyOfSecret = (secretId: string, call: Call): Promise<string | undefined> =>
  call.store.read((state) => lookUpSecret(state, secretId, call)?.kmsKeyArn);

/** The key that a request names, by its ARN; undefined for the one of AWS. */
export function namedKey(keyId: string | undefined, call: Call): Promise<string | undefined> {
  if (keyId === undefined || keyId.endsWith('alias/aws/secretsmanager')) return Promise.resolve(undefined);
  return call.store.read((state) => usableKey(state, keyId, 'EncryptionFailure', call));
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
function usableKey(
  state: AccountState,
  keyId: string,
  code: 'EncryptionFailure' | 'DecryptionFailure',
  call: Call,
): string {
  try {
    const key = findKeyOrAlias(state, keyId, call);
    if (key.keySpec === 'SYMMETRIC_DEFAULT' && keyStateOf(key) === 'Enabled') return key.arn;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  const what = code === 'EncryptionFailure' ? 'encrypt' : 'decrypt';
  throw new ServiceError(
    code,
    400,
    `Secrets Manager can't ${what} the protected secret text using the provided KMS key.`,
  );
}

/**
 * Secrets without a key of their own are encrypted with aws/secretsmanager, whose policy lets everybody of the account use
 * it by way of Secrets Manager: only what denies it, or a service control policy that does not allow it, stands in the
 * way. A key of the account has to be allowed to whoever asks.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export async function requireKey(action: KeyAction, call: Call, keyArn?: string): Promise<void> {
  const { region, account } = call;
  const request = {
    action,
    resource: keyArn ?? `arn:aws:kms:${region}:${account}:key/aws-secretsmanager`,
    conditions: { 'kms:ViaService': `secretsmanager.${region}.amazonaws.com` },
  };
  const verdict = await call.store.read((state) => {
    if (keyArn !== undefined)
      usableKey(state, keyArn, action === 'kms:Decrypt' ? 'DecryptionFailure' : 'EncryptionFailure', call);
    return decideAccess(state, call, request);
  });
  if (verdict.decision === 'allowed') return;
  const isOutweighed = verdict.decision === 'explicitDeny' || verdict.by === 'service-control';
  if (keyArn !== undefined || isOutweighed)
    throw new ServiceError('AccessDeniedException', 400, 'Access to KMS is not allowed');
}
