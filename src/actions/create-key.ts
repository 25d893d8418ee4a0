import { CertprovError } from '../errors.ts';
import { isOurs, type Tags } from '../ownership.ts';
import { permissions } from '../permission.ts';
import { beforeChange, defineAction } from './define-action.ts';

export interface CreateKeyArgs {
  /** `alias/…`: the name by which it is found again. */
  readonly alias: string;
  /** AWS's spelling, e.g. `ECC_NIST_P256`. */
  readonly keySpec: string;
  readonly tags: Tags;
}

/** A key for a CA, with its alias. No rollback takes it: certificates of devices may hang on it. */
export const createKey = defineAction<CreateKeyArgs, { keyArn: string }>({
  kind: 'kms:CreateKey',
  reach: 'account',
  makes: 'KMS key',
  permissions: {
    apply: [
      ...permissions('any', 'kms:CreateKey', 'kms:TagResource'),
      ...permissions('ca-key', 'kms:CreateAlias', 'kms:DescribeKey', 'kms:ListResourceTags'),
    ],
    undo: permissions('ca-key', 'kms:DescribeKey'),
  },

  describe: ({ alias, keySpec }) => ({ target: alias, meaning: `${keySpec} · signs, and never leaves KMS` }),

  async apply({ alias, keySpec, tags }, aws) {
    const existing = await beforeChange(aws.describeKey(alias));
    if (existing) {
      if (existing.keySpec === keySpec && isOurs(await aws.keyTags(existing.keyArn)))
        return { keyArn: existing.keyArn };
      throw new CertprovError('AWS_CONFLICT', `${alias} is the alias of another key, of ${existing.keySpec}`, {
        fix: 'choose another name with --name',
      });
    }
    const created = await aws.createKey({ keySpec, tags, description: DESCRIPTION });
    await aws.createAlias(alias, created.keyId);
    return { keyArn: created.keyArn };
  },

  async undo({ alias }, _receipt, aws) {
    const existing = await aws.describeKey(alias);
    if (!existing) return { outcome: 'absent' };
    return { outcome: 'kept', reason: `it is the key of your CA; to delete that: \`certprov ca delete ${alias}\`` };
  },
});

const DESCRIPTION = 'key of a CA that signs device certificates (made by certprov)';
