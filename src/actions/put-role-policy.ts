import type { PolicyDocument } from '../aws/ports.ts';
import { isOurs } from '../ownership.ts';
import { defineAction } from './define-action.ts';

export interface PutRolePolicyArgs {
  readonly roleName: string;
  readonly policyName: string;
  readonly policy: PolicyDocument;
}

export const putRolePolicy = defineAction<PutRolePolicyArgs>({
  kind: 'iam:PutRolePolicy',
  reach: 'account',
  makes: 'policy of the role',
  permissions: ['iam:PutRolePolicy', 'iam:GetRolePolicy', 'iam:GetRole', 'iam:DeleteRolePolicy'],

  describe: ({ roleName, policyName }) => ({
    target: `${roleName}/${policyName}`,
    meaning: 'issue and read certificates of one CA',
  }),

  /** An upsert, so a repeat is the same change. */
  async apply({ roleName, policyName, policy }, aws) {
    await aws.putRolePolicy(roleName, policyName, policy);
    return undefined;
  },

  async undo({ roleName, policyName }, _receipt, aws) {
    const role = await aws.describeRole(roleName);
    if (!role) return { outcome: 'absent' };
    if (!isOurs(role.tags))
      return { outcome: 'kept', reason: `the role ${roleName} does not carry the tag of certprov` };
    return { outcome: (await aws.deleteRolePolicy(roleName, policyName)) ? 'removed' : 'absent' };
  },
});
