import { afterSweep } from '../ec2/interfaces.ts';
import type { Call, Operation, Service } from '../service.ts';
import { tagOnCreate } from './also-needs.ts';
import { createPolicy, deletePolicy, getPolicy, getPolicyVersion } from './customer-policies.ts';
import {
  attachRolePolicy,
  deleteRolePermissionsBoundary,
  deleteRolePolicy,
  detachRolePolicy,
  getRolePolicy,
  listAttachedRolePolicies,
  listRolePolicies,
  putRolePermissionsBoundary,
  putRolePolicy,
} from './role-policies.ts';
import {
  createRole,
  deleteRole,
  getRole,
  listRoles,
  listRoleTags,
  roleOfName,
  tagRole,
  untagRole,
  updateAssumeRolePolicy,
} from './roles.ts';
import { simulatePrincipalPolicy } from './simulate-principal-policy.ts';

interface RoleInput {
  readonly RoleName?: string;
  readonly Path?: string;
  readonly PermissionsBoundary?: string;
}

/** A policy names a role with its path, which the request of what is about one that exists does not have. */
const onRole = (handler: Operation['handler'], more: Partial<Operation> = {}): Operation => ({
  handler,
  namedInRefusal: (input: { readonly RoleName?: string }) => `role ${input.RoleName ?? ''}`,
  resource: ({ RoleName = '' }: RoleInput, call: Call) =>
    call.store.read((state) => roleOfName(state, RoleName)?.arn ?? `arn:aws:iam::${call.account}:role/${RoleName}`),
  conditions: ({ RoleName = '' }: RoleInput, call: Call) =>
    call.store.read((state) => {
      const role = roleOfName(state, RoleName);
      const tags = Object.entries(role?.tags ?? {});
      return Object.fromEntries(
        ['aws:ResourceTag', 'iam:ResourceTag'].flatMap((key) => tags.map(([tag, value]) => [`${key}/${tag}`, value])),
      );
    }),
  ...more,
});

/**
 * The boundary that the role has now, where a policy may look at it; where the request brings one, that one.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
 */
const onBoundedRole = (handler: Operation['handler']): Operation => {
  const operation = onRole(handler);
  return {
    ...operation,
    conditions: async (input: RoleInput, call: Call) => ({
      ...(await operation.conditions?.(input, call)),
      'iam:PermissionsBoundary':
        input.PermissionsBoundary ??
        (await call.store.read((state) => roleOfName(state, input.RoleName ?? '')?.permissionsBoundary)),
    }),
  };
};

const onPolicy = (handler: Operation['handler']): Operation => ({
  handler,
  resource: ({ PolicyArn = '*' }: { readonly PolicyArn?: string }) => PolicyArn,
});

/** IAM as far as execution roles need it; what is assumed is in BEHAVIOUR.md. */
export const iamService: Service = {
  signingName: 'iam',
  operations: {
    CreateRole: onRole(createRole, {
      // CreateRole alone is refused with the role's ARN, not its name.
      namedInRefusal: () => undefined,
      resource: ({ RoleName = '', Path = '/' }: RoleInput, call: Call) =>
        `arn:aws:iam::${call.account}:role${Path}${RoleName}`,
      conditions: ({ PermissionsBoundary }: RoleInput) => ({ 'iam:PermissionsBoundary': PermissionsBoundary }),
      alsoNeeds: ({ Tags }: { readonly Tags?: object }, roles) => tagOnCreate(Tags, 'iam:TagRole', roles),
    }),
    GetRole: onRole(getRole),
    DeleteRole: onRole(afterSweep(deleteRole)),
    UpdateAssumeRolePolicy: onRole(updateAssumeRolePolicy),
    ListRoles: { handler: listRoles },
    TagRole: onRole(tagRole),
    UntagRole: onRole(untagRole),
    ListRoleTags: onRole(listRoleTags),
    PutRolePolicy: onBoundedRole(putRolePolicy),
    GetRolePolicy: onRole(getRolePolicy),
    DeleteRolePolicy: onBoundedRole(afterSweep(deleteRolePolicy)),
    ListRolePolicies: onRole(listRolePolicies),
    AttachRolePolicy: onBoundedRole(attachRolePolicy),
    DetachRolePolicy: onBoundedRole(afterSweep(detachRolePolicy)),
    ListAttachedRolePolicies: onRole(listAttachedRolePolicies),
    PutRolePermissionsBoundary: onBoundedRole(putRolePermissionsBoundary),
    DeleteRolePermissionsBoundary: onBoundedRole(deleteRolePermissionsBoundary),
    CreatePolicy: {
      handler: createPolicy,
      resource: (
        { PolicyName = '', Path = '/' }: { readonly PolicyName?: string; readonly Path?: string },
        call: Call,
      ) => `arn:aws:iam::${call.account}:policy${Path}${PolicyName}`,
      alsoNeeds: ({ Tags }: { readonly Tags?: object }, policies) => tagOnCreate(Tags, 'iam:TagPolicy', policies),
    },
    GetPolicy: onPolicy(getPolicy),
    GetPolicyVersion: onPolicy(getPolicyVersion),
    DeletePolicy: onPolicy(deletePolicy),
    SimulatePrincipalPolicy: {
      handler: simulatePrincipalPolicy,
      resource: (input: { readonly PolicySourceArn?: string }) => input.PolicySourceArn ?? '*',
    },
  },
};
