import { roleNameOf } from '../../aws/arn.ts';
import { CertprovError } from '../../errors.ts';
import { isOurs, RUN, type Tags } from '../../deployment/ownership.ts';
import { provisioningTrustPolicy } from '../../deployment/policies/provisioning-role.ts';
import { signerTrustPolicy } from '../../deployment/policies/signer-role.ts';
import { permissions } from '../plan.ts';
import { defineAction } from './define-action.ts';

interface CreateRoleArgs {
  readonly roleName: string;
  /** Of the function that it is the execution role of; absent for the role of the canary's template. */
  readonly functionName?: string;
  /** ARN of the provisioning template that AWS IoT may use it for, instead of Lambda for a function. */
  readonly templateArn?: string;
  /** `/` when absent. */
  readonly rolePath?: string;
  readonly permissionsBoundaryArn?: string;
  readonly tags: Tags;
}

export const createRole = defineAction<CreateRoleArgs, { roleArn: string }>({
  kind: 'iam:CreateRole',
  reach: 'account',
  makes: 'role',
  permissions: {
    apply: permissions('signer-role', 'iam:CreateRole', 'iam:TagRole', 'iam:GetRole'),
    undo: permissions(
      'signer-role',
      'iam:GetRole',
      'iam:ListRolePolicies',
      'iam:ListAttachedRolePolicies',
      'iam:DeleteRole',
    ),
  },

  describe: ({ roleName, templateArn, rolePath = '/', permissionsBoundaryArn }) => ({
    target: roleName,
    meaning: [
      templateArn === undefined ? 'only Lambda may assume it' : 'for the canary: may do nothing, and goes with it',
      ...(rolePath === '/' ? [] : [`path ${rolePath}`]),
      ...(permissionsBoundaryArn === undefined ? [] : [`boundary ${roleNameOf(permissionsBoundaryArn)}`]),
    ].join(' · '),
  }),

  async apply({ roleName, functionName, templateArn, rolePath, permissionsBoundaryArn, tags }, aws) {
    const existing = await aws.describeRole(roleName);
    if (existing?.tags[RUN] === tags[RUN] && existing) return { roleArn: existing.roleArn };
    if (existing)
      throw new CertprovError('AWS_CONFLICT', `the role ${roleName} exists already and is not of this run`, {
        fix: 'let the certprov that made it finish; if it is gone, remove what it left with `certprov rollback --all`',
      });
    return aws.createRole({
      roleName,
      description:
        templateArn === undefined
          ? `execution role of ${functionName}, which signs device CSRs for AWS IoT`
          : 'role of a provisioning template of certprov, which registers nothing',
      trustPolicy: templateArn === undefined ? signerTrustPolicy : provisioningTrustPolicy(templateArn),
      tags,
      rolePath,
      permissionsBoundaryArn,
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
