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

  async apply({ logGroupName, retentionDays, kmsKeyArn, tags }, aws) {
    const existing = await beforeChange(aws.describeLogGroup(logGroupName));
    if (existing && !isOurs(existing.tags))
      throw new CertprovError(
        'AWS_CONFLICT',
        `the log group ${logGroupName} exists by now and was not made by certprov`,
        {
          fix: 'run `certprov init`: it leaves the group as it is',
        },
      );
    if (!existing) await aws.createLogGroup({ logGroupName, kmsKeyArn, tags });
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
