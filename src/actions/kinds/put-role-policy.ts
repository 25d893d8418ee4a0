import { ACM_PCA_TEMPLATES } from '../../authority/acm-pca/acm-pca-template.ts';
import type { PolicyDocument } from '../../aws/ports/ports.ts';
import { isOurs } from '../../deployment/ownership.ts';
import { permissions } from '../plan.ts';
import { defineAction } from './define-action.ts';

interface PutRolePolicyArgs {
  readonly roleName: string;
  readonly policyName: string;
  readonly policy: PolicyDocument;
}

export const putRolePolicy = defineAction<PutRolePolicyArgs>({
  kind: 'iam:PutRolePolicy',
  reach: 'account',
  makes: 'policy of the role',
  permissions: {
    apply: permissions('signer-role', 'iam:PutRolePolicy'),
    undo: permissions('signer-role', 'iam:GetRole', 'iam:DeleteRolePolicy'),
  },

  describe: ({ roleName, policyName, policy }) => ({
    target: `${roleName}/${policyName}`,
    meaning: meaningOf(policy),
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

const MEANINGS: readonly (readonly [action: string, meaning: string])[] = [
  ['acm-pca:IssueCertificate', 'issue and read certificates of one CA'],
  ['kms:Sign', 'sign with one key'],
  ['secretsmanager:GetSecretValue', 'read one secret'],
];

function meaningOf({ Statement }: PolicyDocument): string {
  const actions = Statement.flatMap(({ Action = [] }) => Action);
  const meaning = MEANINGS.find(([action]) => actions.includes(action))?.[1] ?? 'what the signer may do';
  // One that is good for clients alone needs no words.
  const other = ACM_PCA_TEMPLATES.slice(1).find((name) => JSON.stringify(Statement).includes(`template/${name}"`));
  return other === undefined ? meaning : `${meaning}, by ${other}`;
}
