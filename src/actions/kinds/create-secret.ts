import { isOurs, type Tags, wayBackOfSecret } from '../../deployment/ownership.ts';
import { CertprovError } from '../../errors.ts';
import { permissions } from '../plan.ts';
import { beforeChange, defineAction, underKey } from './define-action.ts';

export interface CreateSecretArgs {
  readonly secretName: string;
  /** `credentials` can be had again from where they came; the key of a CA cannot. */
  readonly holds: 'credentials' | 'ca-key';
  /** Of AWS KMS; absent: AWS's own. */
  readonly kmsKeyArn?: string | undefined;
  readonly tags: Tags;
}

/** The value is in no plan and no journal: it comes with the call, or the call is not made. */
export const createSecret = defineAction<CreateSecretArgs>({
  kind: 'secretsmanager:CreateSecret',
  reach: 'account',
  makes: 'secret',
  permissions: {
    apply: permissions(
      'signer-secret',
      'secretsmanager:CreateSecret',
      'secretsmanager:TagResource',
      'secretsmanager:DescribeSecret',
      'secretsmanager:PutSecretValue',
    ),
    undo: permissions('signer-secret', 'secretsmanager:DescribeSecret', 'secretsmanager:DeleteSecret'),
  },

  describe: ({ secretName, holds, kmsKeyArn }) => ({
    target: secretName,
    meaning: `${holds === 'ca-key' ? 'the key of your CA: whoever can read it can act as the CA' : 'credentials, for the signer only'}${kmsKeyArn === undefined ? '' : ` · ${underKey(kmsKeyArn)}`}`,
  }),

  async apply({ secretName, holds, kmsKeyArn, tags }, aws, { secretValue }) {
    const value = secretValue(secretName);
    if (value === undefined) throw new CertprovError('INTERNAL', `there is no value for the secret ${secretName}`);
    const existing = await beforeChange(aws.describeSecret(secretName));
    if (existing && !isOurs(existing.tags)) {
      throw new CertprovError('AWS_CONFLICT', `a secret ${secretName} exists already and was not made by certprov`);
    }
    if (existing?.deletedDate) {
      throw new CertprovError(
        'AWS_CONFLICT',
        `the secret ${secretName} is marked for deletion, and its name is taken`,
        {
          fix: wayBackOfSecret(secretName),
        },
      );
    }
    // What is there already may be from an earlier run with other credentials.
    if (existing) await aws.putSecretValue(secretName, value);
    else await aws.createSecret({ secretName, description: DESCRIPTIONS[holds], value, kmsKeyArn, tags });
    return undefined;
  },

  async undo({ secretName, holds }, _receipt, aws) {
    const existing = await aws.describeSecret(secretName);
    if (!existing) return { outcome: 'absent' };
    if (!isOurs(existing.tags)) return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    if (holds === 'ca-key') {
      return {
        outcome: 'kept',
        reason: `it holds the key of your CA; to delete that: \`certprov ca delete ${secretName}\``,
      };
    }
    return { outcome: (await aws.deleteSecret(secretName, undefined)) ? 'removed' : 'absent' };
  },
});

const DESCRIPTIONS: Readonly<Record<CreateSecretArgs['holds'], string>> = {
  credentials: 'how the signer of device CSRs authenticates at the CA (made by certprov)',
  'ca-key': 'private key of a CA that signs device certificates (made by certprov)',
};
