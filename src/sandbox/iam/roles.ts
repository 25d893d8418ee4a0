import type {
  CreateRoleRequest,
  DeleteRoleRequest,
  GetRoleRequest,
  ListRolesRequest,
  ListRoleTagsRequest,
  Role,
  TagRoleRequest,
  UntagRoleRequest,
  UpdateAssumeRolePolicyRequest,
} from '@aws-sdk/client-iam';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { base32 } from '../wire/sigv4/account-keys.ts';
import { deleteConflict, noSuchRole, roleExists } from './errors.ts';
import { pageOf } from './pages.ts';
import { requireBoundary } from './customer-policies.ts';
import { encodedPolicy, tagList } from './role-text.ts';
import type { RoleState } from './state.ts';
import { requirePrincipals } from './trusted-principals.ts';
import { checkTags, checkTrustPolicy } from './validate.ts';

/** Role names are compared without case. */
export const roleOfName = (state: AccountState, roleName: string): RoleState | undefined =>
  Object.hasOwn(state.iam.roles, roleName.toLowerCase()) ? state.iam.roles[roleName.toLowerCase()] : undefined;

/** An ARN must be exact, its path and case included. */
export function roleOfArn(state: AccountState, roleArn: string): RoleState | undefined {
  const role = roleOfName(state, roleArn.slice(roleArn.lastIndexOf('/') + 1));
  return role?.arn === roleArn ? role : undefined;
}

export function requireRole(state: AccountState, roleName: string): RoleState {
  const role = roleOfName(state, roleName);
  if (role === undefined) throw noSuchRole(roleName);
  return role;
}

export async function createRole(input: CreateRoleRequest, call: Call): Promise<object> {
  const {
    RoleName = '',
    AssumeRolePolicyDocument = '',
    Path = '/',
    Description,
    MaxSessionDuration = 3600,
    PermissionsBoundary,
    Tags,
  } = input;
  checkTrustPolicy(AssumeRolePolicyDocument);
  const role: RoleState = {
    roleName: RoleName,
    roleId: `AROA${base32(17)}`,
    path: Path,
    arn: `arn:aws:iam::${call.account}:role${Path}${RoleName}`,
    createDate: call.clock.now().toISOString(),
    assumeRolePolicyDocument: AssumeRolePolicyDocument,
    description: Description,
    maxSessionDuration: MaxSessionDuration,
    permissionsBoundary: PermissionsBoundary,
    tags: checkTags(Tags),
    inlinePolicies: {},
    attachedPolicies: [],
  };
  await call.store.change((state) => {
    if (roleOfName(state, RoleName) !== undefined) throw roleExists(RoleName);
    requireBoundary(state, PermissionsBoundary);
    requirePrincipals(state, AssumeRolePolicyDocument, call);
    state.iam.roles[RoleName.toLowerCase()] = role;
  });
  // The duration is told by GetRole alone.
  return { Role: { ...described(role), MaxSessionDuration: undefined, ...tagsOf(role) } };
}

/** None at all are left out. */
const tagsOf = ({ tags }: RoleState): object => (Object.keys(tags).length === 0 ? {} : { Tags: tagList(tags) });

export const getRole = (input: GetRoleRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    return { Role: { ...described(role), ...tagsOf(role), RoleLastUsed: {} } };
  });

/** ListRoles leaves out tags, as AWS does. */
export const listRoles = (input: ListRolesRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const roles = Object.values(state.iam.roles).filter((role) => role.path.startsWith(input.PathPrefix ?? '/'));
    const { items, ...page } = pageOf(roles, input, call, (role) => role.roleName);
    return { Roles: items.map(described), ...page };
  });

export function updateAssumeRolePolicy(input: UpdateAssumeRolePolicyRequest, call: Call): Promise<object> {
  const { RoleName = '', PolicyDocument = '' } = input;
  checkTrustPolicy(PolicyDocument);
  return call.store.change((state) => {
    const role = requireRole(state, RoleName);
    requirePrincipals(state, PolicyDocument, call);
    role.assumeRolePolicyDocument = PolicyDocument;
    return {};
  });
}

export function deleteRole(input: DeleteRoleRequest, call: Call): Promise<object> {
  return call.store.change((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    if (Object.keys(role.inlinePolicies).length > 0)
      throw deleteConflict('Cannot delete entity, must delete policies first.');
    if (role.attachedPolicies.length > 0) throw deleteConflict('Cannot delete entity, must detach all policies first.');
    delete state.iam.roles[role.roleName.toLowerCase()];
    return {};
  });
}

function described(role: RoleState): Role {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: role.arn,
    CreateDate: new Date(role.createDate),
    AssumeRolePolicyDocument: encodedPolicy(role.assumeRolePolicyDocument),
    MaxSessionDuration: role.maxSessionDuration,
    ...(role.description === undefined ? {} : { Description: role.description }),
    ...(role.permissionsBoundary === undefined
      ? {}
      : {
          PermissionsBoundary: {
            PermissionsBoundaryType: 'PermissionsBoundaryPolicy' as const,
            PermissionsBoundaryArn: role.permissionsBoundary,
          },
        }),
  };
}

export const tagRole = (input: TagRoleRequest, call: Call): Promise<object> =>
  call.store.change((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    Object.assign(role.tags, checkTags(input.Tags, role.tags));
    return {};
  });

export const untagRole = (input: UntagRoleRequest, call: Call): Promise<object> =>
  call.store.change((state) => {
    const { tags } = requireRole(state, input.RoleName ?? '');
    for (const key of input.TagKeys ?? []) delete tags[key];
    return {};
  });

export const listRoleTags = (input: ListRoleTagsRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const { tags } = requireRole(state, input.RoleName ?? '');
    const { items, ...page } = pageOf(Object.keys(tags), input, call, (key) => key);
    return { Tags: tagList(Object.fromEntries(items.map((key) => [key, tags[key]!]))), ...page };
  });
