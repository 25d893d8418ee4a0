import type { SecretRecord } from './state.ts';

/** What DescribeSecret and ListSecrets both say; the values are not in it. */
export const renderSecret = (secret: SecretRecord): object => ({
  ARN: secret.arn,
  Name: secret.name,
  Description: secret.description,
  LastChangedDate: secret.changedAt,
  DeletedDate: secret.deletesAt,
  CreatedDate: secret.createdAt,
  Tags: Object.entries(secret.tags).map(([Key, Value]) => ({ Key, Value })),
});
