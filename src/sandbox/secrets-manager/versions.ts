import { randomUUID } from 'node:crypto';
import { type Call, lookup } from '../service.ts';
import { constraintViolated, invalidParameter, resourceExists } from './errors.ts';
import type { SecretRecord, SecretValue, SecretVersion } from './state.ts';

export interface ValueInput {
  readonly ClientRequestToken?: string;
  readonly SecretString?: string;
  readonly SecretBinary?: Uint8Array;
}

/** Bytes. @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const MAX_VALUE = 65_536;

export const CURRENT = 'AWSCURRENT';
const PREVIOUS = 'AWSPREVIOUS';

/** Undefined when the request brings no value. */
export function valueOf({ SecretString, SecretBinary }: ValueInput): SecretValue | undefined {
  if (SecretString !== undefined && SecretBinary !== undefined) {
    throw invalidParameter(
      "You can't specify both a binary secret value and a string secret value in the same secret.",
    );
  }
  if (SecretString !== undefined) {
    // AWS's model counts characters, its quota bytes.
    if (Buffer.byteLength(SecretString) > MAX_VALUE)
      throw constraintViolated('secretString', `have length less than or equal to ${MAX_VALUE}`);
    return { string: SecretString };
  }
  if (SecretBinary === undefined) return undefined;
  return { binary: Buffer.from(SecretBinary).toString('base64') };
}

/** The token becomes the id of the version. */
export const versionIdOf = ({ ClientRequestToken = randomUUID() }: ValueInput): string => ClientRequestToken;

/**
 * The version that an earlier request with the same token made; one with another value is refused, since a version
 * never changes.
 */
export function repeatedVersion(
  secret: SecretRecord,
  versionId: string,
  value: SecretValue,
): SecretVersion | undefined {
  const version = lookup(secret.versions, versionId);
  if (version === undefined) return undefined;
  if (version.value.string === value.string && version.value.binary === value.binary) return version;
  throw resourceExists(
    `You can't use ClientRequestToken ${versionId} because that value is already in use for a version of secret ${secret.arn}.`,
  );
}

/**
 * Adds a version and moves the labels to it. The first of a secret is the current one whatever it asks for.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html
 */
export function addVersion(
  secret: SecretRecord,
  {
    versionId,
    value,
    stages,
  }: { readonly versionId: string; readonly value: SecretValue; readonly stages: readonly string[] },
  call: Call,
): void {
  const isFirst = Object.keys(secret.versions).length === 0;
  const labels = [...new Set([...stages, ...(isFirst ? [CURRENT] : [])])];
  if (labels.includes(CURRENT)) {
    const current = Object.values(secret.versions).find((version) => version.stages.includes(CURRENT));
    if (current !== undefined) {
      takeLabels(secret, [PREVIOUS]);
      current.stages = [...current.stages, PREVIOUS];
    }
  }
  takeLabels(secret, labels);
  const createdAt = call.clock.now().toISOString();
  secret.versions[versionId] = { versionId, createdAt, stages: labels, value };
  secret.changedAt = createdAt;
}

/** A label is on one version at a time. */
function takeLabels(secret: SecretRecord, labels: readonly string[]): void {
  for (const version of Object.values(secret.versions)) {
    if (version.stages.some((stage) => labels.includes(stage)))
      version.stages = version.stages.filter((stage) => !labels.includes(stage));
  }
}

/** Versions without a label count as gone in lists. */
export const stagesByVersion = (secret: SecretRecord): Record<string, string[]> | undefined => {
  const labelled = Object.values(secret.versions).filter(({ stages }) => stages.length > 0);
  return labelled.length === 0
    ? undefined
    : Object.fromEntries(labelled.map(({ versionId, stages }) => [versionId, [...stages]]));
};
