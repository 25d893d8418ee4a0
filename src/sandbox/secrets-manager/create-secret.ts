import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { checkName } from './check-secret.ts';
import { invalidRequest, resourceExists } from './errors.ts';
import { newSecretArn, secretNamed } from './find-secret.ts';
import { namedKey, requireKey } from './key-access.ts';
import type { SecretRecord } from './state.ts';
import { withTags, type Tag } from './tags.ts';
import { addVersion, CURRENT, repeatedVersion, valueOf, versionIdOf, type ValueInput } from './versions.ts';

interface CreateSecretInput extends ValueInput {
  readonly Name: string;
  readonly Description?: string;
  readonly KmsKeyId?: string;
  readonly Tags?: readonly Tag[];
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export async function createSecret(input: CreateSecretInput, call: Call): Promise<object> {
  checkName(input.Name);
  const value = valueOf(input);
  const versionId = versionIdOf(input);
  const tags = withTags({}, input.Tags ?? []);
  const kmsKeyArn = await namedKey(input.KmsKeyId, call);
  if (value !== undefined) await requireKey('kms:GenerateDataKey', call, kmsKeyArn);
  // With a key of the account, AWS asks for this as well.
  if (value !== undefined && kmsKeyArn !== undefined) await requireKey('kms:Decrypt', call, kmsKeyArn);
  return call.store.change((state) => {
    const taken = secretNamed(state, input.Name, call);
    if (taken?.deletesAt !== undefined) {
      throw invalidRequest(
        "You can't create this secret because a secret with this name is already scheduled for deletion.",
      );
    }
    if (taken !== undefined) {
      const repeated = value && repeatedVersion(taken, versionId, value);
      if (repeated === undefined)
        throw resourceExists(`The operation failed because the secret ${input.Name} already exists.`);
      return { ARN: taken.arn, Name: taken.name, VersionId: versionId };
    }
    const now = call.clock.now().toISOString();
    const arn = newSecretArn(input.Name, call);
    const secret: SecretRecord = { arn, name: input.Name, createdAt: now, changedAt: now, versions: {}, tags };
    if (kmsKeyArn !== undefined) secret.kmsKeyArn = kmsKeyArn;
    if (input.Description !== undefined) secret.description = input.Description;
    if (value !== undefined) addVersion(secret, { versionId, value, stages: [CURRENT] }, call);
    regionOf(state, call.region).secretsManager.secrets[arn] = secret;
    return { ARN: arn, Name: input.Name, VersionId: value && versionId };
  });
}
