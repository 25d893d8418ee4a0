import type { Call, Operation, Service } from '../service.ts';
import { tagOnCreate } from './also-needs.ts';
import {
  attachRolePolicy,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePolicy,
} from './role-policies.ts';
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  listRoleTags,
  tagRole,
  untagRole,
  updateAssumeRolePolicy,
} from './roles.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

/** Policies name the role as it will be or would be: its path is known only when it exists. */
const onRole = (handler: Operation['handler'], more: Partial<Operation> = {}): Operation => ({
  handler,
  resource: (input: { readonly RoleName?: string; readonly Path?: string }, call: Call) =>
    `arn:aws:iam::${call.account}:role${input.Path ?? '/'}${input.RoleName ?? ''}`,
  namedInRefusal: (input: { readonly RoleName?: string }) => `role ${input.RoleName ?? ''}`,
  ...more,
});

/** IAM as far as execution roles need it; what is assumed is in BEHAVIOUR.md. */
export const iamService: Service = {
  signingName: 'iam',
  operations: {
    CreateRole: onRole(createRole, {
      // The one of all that has the ARN.
      namedInRefusal: () => undefined,
      alsoNeeds: ({ Tags }: { readonly Tags?: object }, roles) => tagOnCreate(Tags, 'iam:TagRole', roles),
    }),
    GetRole: onRole(getRole),
    DeleteRole: onRole(deleteRole),
    UpdateAssumeRolePolicy: onRole(updateAssumeRolePolicy),
    ListRoles: { handler: listRoles },
    TagRole: onRole(tagRole),
    UntagRole: onRole(untagRole),
    ListRoleTags: onRole(listRoleTags),
    PutRolePolicy: onRole(putRolePolicy),
    GetRolePolicy: onRole(getRolePolicy),
    DeleteRolePolicy: onRole(deleteRolePolicy),
    ListRolePolicies: onRole(listRolePolicies),
    AttachRolePolicy: onRole(attachRolePolicy),
    DetachRolePolicy: onRole(detachRolePolicy),
    ListAttachedRolePolicies: onRole(listAttachedRolePolicies),
    SimulatePrincipalPolicy: {
      handler: simulatePrincipalPolicy,
      resource: (input: { readonly PolicySourceArn?: string }) => input.PolicySourceArn ?? '*',
    },
  },
};
