import type { AwsWriter } from '../../aws/ports/ports.ts';
import { isOurs, type Tags } from '../../deployment/ownership.ts';
import { CertprovError } from '../../errors.ts';
import { permissions } from '../plan.ts';
import { beforeChange, defineAction, underKey } from './define-action.ts';

interface CreateLogGroupArgs {
  readonly logGroupName: string;
  readonly retentionDays: number;
  /** Of AWS KMS; absent: AWS's own. */
  readonly kmsKeyArn?: string | undefined;
  readonly tags: Tags;
}

const LOOK = [
  ...permissions('any', 'logs:DescribeLogGroups'),
  ...permissions('log-group-tags', 'logs:ListTagsForResource'),
];

/** Before the function, since Lambda makes one with the first line that is logged: without an end, and without tags. */
export const createLogGroup = defineAction<CreateLogGroupArgs>({
  kind: 'logs:CreateLogGroup',
  reach: 'account',
  makes: 'log group',
  permissions: {
    apply: [
      ...permissions('log-group', 'logs:CreateLogGroup', 'logs:PutRetentionPolicy'),
      ...permissions('log-group-tags', 'logs:TagResource'),
      ...LOOK,
    ],
    undo: [...LOOK, ...permissions('log-group', 'logs:DeleteLogGroup')],
  },

  describe: ({ logGroupName, retentionDays, kmsKeyArn }) => ({
    target: logGroupName,
    meaning: `what the function logs, for ${retentionDays} ${retentionDays === 1 ? 'day' : 'days'}${kmsKeyArn === undefined ? '' : ` · ${underKey(kmsKeyArn)}`}`,
  }),

  async apply(args, aws) {
    const { logGroupName, retentionDays } = args;
    const existing = await beforeChange(aws.describeLogGroup(logGroupName));
    if (existing && !isOurs(existing.tags))
      throw new CertprovError(
        'AWS_CONFLICT',
        `the log group ${logGroupName} exists by now and was not made by certprov`,
        {
          fix: 'run `certprov init` again: it leaves the group as it is',
        },
      );
    if (!existing) await create(args, aws);
    if (existing?.retentionDays !== retentionDays) await aws.putLogRetention(logGroupName, retentionDays);
    return undefined;
  },

  /** With all that is in it: whoever wants to keep that exports it before. */
  async undo({ logGroupName }, _receipt, aws) {
    const existing = await aws.describeLogGroup(logGroupName);
    if (!existing) return { outcome: 'absent' };
    if (!isOurs(existing.tags)) return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    return { outcome: (await aws.deleteLogGroup(logGroupName)) ? 'removed' : 'absent' };
  },
});

/** Of CloudWatch Logs, in many reports. */
const KEY_REFUSED = /KMS key does not exist or is not allowed to be used with/i;

async function create({ logGroupName, kmsKeyArn, tags }: CreateLogGroupArgs, aws: AwsWriter): Promise<void> {
  try {
    await aws.createLogGroup({ logGroupName, kmsKeyArn, tags });
  } catch (error) {
    if (!(error instanceof CertprovError) || kmsKeyArn === undefined || !KEY_REFUSED.test(error.message)) throw error;
    const { code, message, exitCode, cause, details } = error;
    const fix = `have the policy of the key ${kmsKeyArn} allow the service logs.${aws.region}.amazonaws.com kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* (docs/landing-zones.md), or leave --log-retention away`;
    throw new CertprovError(code, message, { fix, exitCode, cause, details });
  }
}
