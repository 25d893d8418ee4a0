import { CertprovError } from '../errors.ts';
import { isOurs, RUN, type Tags } from '../ownership.ts';
import { signerTrustPolicy } from '../policies/signer-role.ts';
import { defineAction } from './define-action.ts';

export interface CreateRoleArgs {
  readonly roleName: string;
  readonly functionName: string;
  readonly tags: Tags;
}

export const createRole = defineAction<CreateRoleArgs, { roleArn: string }>({
  kind: 'iam:CreateRole',
  reach: 'account',
  makes: 'role',
  permissions: [
    'iam:CreateRole',
    'iam:TagRole',
    'iam:GetRole',
    'iam:ListRolePolicies',
    'iam:ListAttachedRolePolicies',
    'iam:DeleteRole',
  ],

  describe: ({ roleName }) => ({ target: roleName, meaning: 'only Lambda may assume it' }),

  async apply({ roleName, functionName, tags }, aws) {
    const existing = await aws.describeRole(roleName);
    if (existing?.tags[RUN] === tags[RUN] && existing) return { roleArn: existing.roleArn };
    if (existing) throw new CertprovError('AWS_CONFLICT', `the role ${roleName} exists already and is not of this run`);
    return aws.createRole({
      roleName,
      description: `execution role of ${functionName}, which signs device CSRs for AWS IoT`,
      trustPolicy: signerTrustPolicy,
      tags,
    });
  },

  async undo({ roleName }, _receipt, aws) {
    const existing = await aws.describeRole(roleName);
    if (!existing) return { outcome: 'absent' };
    if (!isOurs(existing.tags)) return { outcome: 'kept', reason: 'it does not carry the tag of certprov' };
    const { inline, attached } = await aws.listRolePolicies(roleName);
    const others = [...inline, ...attached];
    if (others.length > 0) return { outcome: 'kept', reason: `somebody added policies to it: ${others.join(', ')}` };
    return { outcome: (await aws.deleteRole(roleName)) ? 'removed' : 'absent' };
  },
});
