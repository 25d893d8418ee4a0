import { decideAccess } from '../iam/authorize.ts';
import { findKey, keyStateOf } from '../kms/find-key.ts';
import { ServiceError, type AccessRequest, type Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { invalidParameterValue } from './errors.ts';

/**
 * Whoever puts a key of the account on a function has to be allowed to give Lambda a grant on it, and to encrypt with it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars-encryption.html
 */
export const keyOfEnvironment = (keyArn: string | undefined): readonly AccessRequest[] =>
  keyArn === undefined || keyArn === ''
    ? []
    : ['kms:CreateGrant', 'kms:Encrypt'].map((action) => ({ action, resource: keyArn, conditions: {} }));

export function requireUsableKey(state: AccountState, keyArn: string, call: Call): void {
  try {
    const key = findKey(state, keyArn, call);
    if (key.keySpec === 'SYMMETRIC_DEFAULT' && keyStateOf(key) === 'Enabled') return;
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
  }
  throw invalidParameterValue(
    'Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings.',
  );
}

/** Whoever asks for a function sees its environment only as far as the key lets him. */
export const mayReadEnvironment = (keyArn: string, functionArn: string, state: AccountState, call: Call): boolean =>
  decideAccess(state, call, {
    action: 'kms:Decrypt',
    resource: keyArn,
    conditions: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functionArn },
  }).decision === 'allowed';

/**
 * At the start of an environment Lambda decrypts the variables as the function's role.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function requireReadableEnvironment(
  {
    keyArn,
    functionArn,
    roleName,
  }: { readonly keyArn: string; readonly functionArn: string; readonly roleName: string },
  call: Call,
): Promise<void> {
  const session = `arn:aws:sts::${call.account}:assumed-role/${roleName}/${functionArn.split(':').at(-1)}`;
  const caller = { kind: 'role-session', arn: session, userId: '', roleName } as const;
  const request = {
    action: 'kms:Decrypt',
    resource: keyArn,
    conditions: { 'kms:EncryptionContext:aws:lambda:FunctionArn': functionArn },
  };
  const verdict = await call.store.read((state) => {
    const key = findKey(state, keyArn, call);
    if (keyStateOf(key) !== 'Enabled')
      throw new ServiceError(
        'KMSDisabledException',
        502,
        "Lambda was unable to decrypt the environment variables because the KMS key used is disabled. Please check the function's KMS key settings.",
      );
    return decideAccess(state, { caller, policies: call.policies, region: call.region }, request);
  });
  if (verdict.decision === 'allowed') return;
  throw new ServiceError(
    'KMSAccessDeniedException',
    502,
    "Lambda was unable to decrypt the environment variables because KMS access was denied. Please check the function's KMS key settings. KMS Exception: AccessDeniedException",
  );
}
