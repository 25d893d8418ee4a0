import { type Call, lookup } from '../service.ts';
import { invalidRequest, resourceNotFound } from './errors.ts';
import { findActiveSecret, type SecretInput } from './find-secret.ts';
import { keyOfSecret, requireKey } from './key-access.ts';
import type { SecretRecord, SecretVersion } from './state.ts';
import { CURRENT } from './versions.ts';

interface GetInput extends SecretInput {
  readonly VersionId?: string;
  readonly VersionStage?: string;
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export async function getSecretValue(input: GetInput, call: Call): Promise<object> {
  await requireKey('kms:Decrypt', call, await keyOfSecret(input.SecretId, call));
  return call.store.read((state) => {
    const secret = findActiveSecret(state, input, call);
    const { versionId, value, stages, createdAt } = findVersion(secret, input);
    return {
      ARN: secret.arn,
      Name: secret.name,
      VersionId: versionId,
      SecretString: value.string,
      SecretBinary: value.binary === undefined ? undefined : Buffer.from(value.binary, 'base64'),
      VersionStages: [...stages],
      CreatedDate: createdAt,
    };
  });
}

function findVersion(secret: SecretRecord, { VersionId, VersionStage }: GetInput): SecretVersion {
  const missing = (what: string): Error =>
    resourceNotFound(`Secrets Manager can't find the specified secret value for ${what}`);
  if (VersionId !== undefined) {
    const version = lookup(secret.versions, VersionId);
    if (version === undefined) throw missing(`VersionId: ${VersionId}`);
    if (VersionStage !== undefined && !version.stages.includes(VersionStage))
      throw invalidRequest('You provided a VersionStage that is not associated to the provided VersionId.');
    return version;
  }
  const stage = VersionStage ?? CURRENT;
  const version = Object.values(secret.versions).find(({ stages }) => stages.includes(stage));
  if (version === undefined) throw missing(`staging label: ${stage}`);
  return version;
}
