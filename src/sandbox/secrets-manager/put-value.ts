import type { Call } from '../service.ts';
import { refuseEncryptionKey } from './check-secret.ts';
import { invalidRequest } from './errors.ts';
import { findActiveSecret, type SecretInput } from './find-secret.ts';
import { keyOfSecret, requireKey } from './key-access.ts';
import { addVersion, CURRENT, repeatedVersion, valueOf, versionIdOf, type ValueInput } from './versions.ts';

type PutInput = SecretInput & ValueInput & { readonly VersionStages?: readonly string[] };

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export async function putSecretValue(input: PutInput, call: Call): Promise<object> {
  const { VersionStages: stages = [CURRENT] } = input;
  const value = valueOf(input);
  if (value === undefined) throw invalidRequest('You must provide either SecretString or SecretBinary.');
  const versionId = versionIdOf(input);
  await requireKey('kms:GenerateDataKey', call, await keyOfSecret(input.SecretId, call));
  return call.store.change((state) => {
    const secret = findActiveSecret(state, input, call);
    const repeated = repeatedVersion(secret, versionId, value);
    if (repeated === undefined) addVersion(secret, { versionId, value, stages }, call);
    const { stages: labels } = secret.versions[versionId]!;
    return { ARN: secret.arn, Name: secret.name, VersionId: versionId, VersionStages: [...labels] };
  });
}

type UpdateInput = SecretInput & ValueInput & { readonly Description?: string; readonly KmsKeyId?: string };

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export async function updateSecret(input: UpdateInput, call: Call): Promise<object> {
  refuseEncryptionKey(input.KmsKeyId);
  const value = valueOf(input);
  const versionId = versionIdOf(input);
  if (value !== undefined) await requireKey('kms:GenerateDataKey', call, await keyOfSecret(input.SecretId, call));
  return call.store.change((state) => {
    const secret = findActiveSecret(state, input, call);
    if (value !== undefined && repeatedVersion(secret, versionId, value) === undefined)
      addVersion(secret, { versionId, value, stages: [CURRENT] }, call);
    if (input.Description !== undefined) {
      secret.description = input.Description;
      secret.changedAt = call.clock.now().toISOString();
    }
    return { ARN: secret.arn, Name: secret.name, VersionId: value && versionId };
  });
}
