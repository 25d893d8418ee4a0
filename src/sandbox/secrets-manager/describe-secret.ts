import type { Call } from '../service.ts';
import { findActiveSecret, findSecret, type SecretInput } from './find-secret.ts';
import type { SecretRecord } from './state.ts';
import { stagesByVersion } from './versions.ts';

/** What DescribeSecret and ListSecrets both say; the values are not in it. */
export const renderSecret = (secret: SecretRecord): object => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyArn,
  LastChangedDate: secret.changedAt,
  DeletedDate: secret.deletesAt,
  CreatedDate: secret.createdAt,
  Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
});

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export function describeSecret(input: SecretInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const secret = findSecret(state, input, call);
    // Without tags the member is left out, unlike in ListSecrets.
    const Tags = Object.keys(secret.tags).length === 0 ? { Tags: undefined } : {};
    return { ...renderSecret(secret), ...Tags, VersionIdsToStages: stagesByVersion(secret) };
  });
}

/** None is ever attached here. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetResourcePolicy.html */
export function getResourcePolicy(input: SecretInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const { arn, name } = findActiveSecret(state, input, call);
    return { ARN: arn, Name: name };
  });
}
