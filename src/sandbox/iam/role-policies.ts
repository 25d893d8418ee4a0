import type {
  AttachRolePolicyRequest,
  DeleteRolePermissionsBoundaryRequest,
  DeleteRolePolicyRequest,
  DetachRolePolicyRequest,
  GetRolePolicyRequest,
  ListAttachedRolePoliciesRequest,
  ListRolePoliciesRequest,
  PutRolePermissionsBoundaryRequest,
  PutRolePolicyRequest,
} from '@aws-sdk/client-iam';
import { ServiceError, type Call } from '../service.ts';
import { isAwsPolicy, managedPolicy, requireBoundary } from './customer-policies.ts';
import { limitExceeded, noSuchRolePolicy } from './errors.ts';
import { pageOf } from './pages.ts';
import { judgeIdentityPolicy } from './judge-policy.ts';
import { encodedPolicy } from './role-text.ts';
import { requireRole } from './roles.ts';
import { INLINE_POLICIES_LIMIT, policyLength } from './validate.ts';

/** Attached managed policies of a role. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ATTACHED_LIMIT = 10;

export function putRolePolicy(input: PutRolePolicyRequest, call: Call): Promise<object> {
  const { RoleName = '', PolicyName = '', PolicyDocument = '' } = input;
  judgeIdentityPolicy(PolicyDocument);
  return call.store.change((state) => {
    const role = requireRole(state, RoleName);
    role.inlinePolicies[PolicyName] = PolicyDocument;
    const total = Object.values(role.inlinePolicies).reduce((sum, text) => sum + policyLength(text), 0);
    if (total > INLINE_POLICIES_LIMIT)
      throw limitExceeded(`Maximum policy size of ${INLINE_POLICIES_LIMIT} bytes exceeded for role ${role.roleName}`);
    return {};
  });
}

export const getRolePolicy = (input: GetRolePolicyRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    const [PolicyName = ''] = [input.PolicyName];
    const text = Object.hasOwn(role.inlinePolicies, PolicyName) ? role.inlinePolicies[PolicyName] : undefined;
    if (text === undefined) throw noSuchRolePolicy(PolicyName);
    return { RoleName: role.roleName, PolicyName, PolicyDocument: encodedPolicy(text) };
  });

export function deleteRolePolicy(input: DeleteRolePolicyRequest, call: Call): Promise<object> {
  const { RoleName = '', PolicyName = '' } = input;
  return call.store.change((state) => {
    const role = requireRole(state, RoleName);
    if (!Object.hasOwn(role.inlinePolicies, PolicyName)) throw noSuchRolePolicy(PolicyName);
    delete role.inlinePolicies[PolicyName];
    return {};
  });
}

export const listRolePolicies = (input: ListRolePoliciesRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const names = Object.keys(requireRole(state, input.RoleName ?? '').inlinePolicies);
    const { items, ...page } = pageOf(names, input, call, (name) => name);
    return { PolicyNames: items, ...page };
  });

export function attachRolePolicy(input: AttachRolePolicyRequest, call: Call): Promise<object> {
  const { RoleName = '', PolicyArn = '' } = input;
  return call.store.change((state) => {
    const role = requireRole(state, RoleName);
    if (!/^arn:aws:iam::(aws|\d{12}):policy\/.+/.test(PolicyArn))
      throw new ServiceError('ValidationError', 400, 'Invalid ARN:  Could not be parsed!');
    if (!isAwsPolicy(PolicyArn) && managedPolicy(state, PolicyArn) === undefined)
      throw new ServiceError('NoSuchEntity', 404, `Policy ${PolicyArn} does not exist or is not attachable.`);
    if (role.attachedPolicies.includes(PolicyArn)) return {};
    if (role.attachedPolicies.length >= ATTACHED_LIMIT)
      throw limitExceeded(`Cannot exceed quota for PoliciesPerRole: ${ATTACHED_LIMIT}`);
    role.attachedPolicies.push(PolicyArn);
    return {};
  });
}

/** Replaces the one that the role has. */
export function putRolePermissionsBoundary(input: PutRolePermissionsBoundaryRequest, call: Call): Promise<object> {
  return call.store.change((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    requireBoundary(state, input.PermissionsBoundary);
    role.permissionsBoundary = input.PermissionsBoundary;
    return {};
  });
}

export function deleteRolePermissionsBoundary(
  input: DeleteRolePermissionsBoundaryRequest,
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const role = requireRole(state, input.RoleName ?? '');
    if (role.permissionsBoundary === undefined)
      throw new ServiceError('NoSuchEntity', 404, `Role ${role.roleName} does not have a permissions boundary.`);
    role.permissionsBoundary = undefined;
    return {};
  });
}

export function detachRolePolicy(input: DetachRolePolicyRequest, call: Call): Promise<object> {
  const { RoleName = '', PolicyArn = '' } = input;
  return call.store.change((state) => {
    const role = requireRole(state, RoleName);
    if (!role.attachedPolicies.includes(PolicyArn))
      throw new ServiceError('NoSuchEntity', 404, `Policy ${PolicyArn} was not found.`);
    role.attachedPolicies = role.attachedPolicies.filter((arn) => arn !== PolicyArn);
    return {};
  });
}

export const listAttachedRolePolicies = (input: ListAttachedRolePoliciesRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const { attachedPolicies } = requireRole(state, input.RoleName ?? '');
    const { items, ...page } = pageOf(attachedPolicies, input, call, (arn) => arn);
    return {
      AttachedPolicies: items.map((arn) => ({ PolicyName: arn.slice(arn.lastIndexOf('/') + 1), PolicyArn: arn })),
      ...page,
    };
  });
