import { CertprovError } from '../../errors.ts';
import type { AwsReader, KeyDescription } from '../../aws/ports/ports.ts';
import { isOurs, RUN, type Tags } from '../../deployment/ownership.ts';
import { permissions } from '../plan.ts';
import { beforeChange, defineAction } from './define-action.ts';

interface CreateKeyArgs {
  /** `alias/…`: the name by which it is found again. */
  readonly alias: string;
  /** AWS's spelling, e.g. `ECC_NIST_P256`. */
  readonly keySpec: string;
  readonly tags: Tags;
  /** Runs that were cut off while they made this key: theirs is used when AWS has it. */
  readonly leftBy?: readonly string[];
}

/** A key for a CA, with its alias. No rollback deletes it: device certificates may depend on it. */
export const createKey = defineAction<CreateKeyArgs, { keyArn: string }>({
  kind: 'kms:CreateKey',
  reach: 'account',
  makes: 'KMS key',
  permissions: {
    apply: [
      ...permissions('any', 'kms:CreateKey', 'kms:TagResource', 'kms:ListKeys', 'kms:ListAliases'),
      ...permissions('ca-key', 'kms:CreateAlias', 'kms:DescribeKey', 'kms:ListResourceTags'),
    ],
    undo: permissions('ca-key', 'kms:DescribeKey'),
  },

  describe: ({ alias, keySpec, leftBy = [] }) => ({
    target: alias,
    meaning: `${keySpec} · signs, and never leaves KMS${leftBy.length > 0 ? '; that of the run that was cut off, if it made one' : ''}`,
  }),

  async apply({ alias, keySpec, tags, leftBy = [] }, aws) {
    const existing = await beforeChange(aws.describeKey(alias));
    if (existing) {
      if (existing.keySpec === keySpec && isOurs(await aws.keyTags(existing.keyArn)))
        return { keyArn: existing.keyArn };
      throw new CertprovError('AWS_CONFLICT', `${alias} is the alias of another key, of ${existing.keySpec}`, {
        fix: 'choose another name with --name',
      });
    }
    const left = leftBy.length === 0 ? undefined : await beforeChange(findLeft(keySpec, leftBy, aws));
    const key = left ?? (await aws.createKey({ keySpec, tags, description: DESCRIPTION }));
    await aws.createAlias(alias, key.keyId);
    return { keyArn: key.keyArn };
  },

  async undo({ alias }, _receipt, aws) {
    const existing = await aws.describeKey(alias);
    if (!existing) return { outcome: 'absent' };
    // Also when it is somebody else's, which only tags would tell.
    return { outcome: 'kept', reason: `keys of CAs stay; to delete one of your own: \`certprov ca delete ${alias}\`` };
  },
});

/** Made by one of these runs, which had no time to name it. */
async function findLeft(
  keySpec: string,
  leftBy: readonly string[],
  aws: AwsReader,
): Promise<KeyDescription | undefined> {
  for await (const page of aws.listSigningKeys())
    for (const key of page) {
      const isCandidate = key.aliases.length === 0 && key.keySpec === keySpec && key.keyState === 'Enabled';
      if (!isCandidate || key.description !== DESCRIPTION) continue;
      const tags = await aws.keyTags(key.keyArn);
      if (isOurs(tags) && leftBy.includes(tags[RUN] ?? '')) return key;
    }
  return undefined;
}

const DESCRIPTION = 'key of a CA that signs device certificates (made by certprov)';
