import type {
  CreatePolicyRequest,
  DeletePolicyRequest,
  GetPolicyRequest,
  GetPolicyVersionRequest,
  Policy,
} from '@aws-sdk/client-iam';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { base32 } from '../wire/sigv4/account-keys.ts';
import { deleteConflict, malformedPolicy, notImplemented } from './errors.ts';
import { judgeIdentityPolicy } from './judge-policy.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import { encodedPolicy, tagList } from './role-text.ts';
import type { PolicyState } from './state.ts';
import { checkTags, policyLength } from './validate.ts';

/** Characters without white space. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LONGEST = 6144;

export const isAwsPolicy = (arn: string): boolean => arn.startsWith('arn:aws:iam::aws:');

/** The document of a managed policy, AWS's or the account's own; undefined when there is none. */
export const managedPolicy = ({ iam }: AccountState, arn: string): string | undefined =>
  MANAGED_POLICIES.get(arn) ?? lookup(iam.policies ?? {}, arn)?.document;

/**
 * A boundary has to be there when a role is given it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export function requireBoundary(state: AccountState, arn: string | undefined): void {
  if (arn === undefined || isAwsPolicy(arn) || managedPolicy(state, arn) !== undefined) return;
  throw new ServiceError('NoSuchEntity', 404, `Scope ARN: ${arn} does not exist or is not attachable.`);
}

export function createPolicy(input: CreatePolicyRequest, call: Call): Promise<object> {
  const { PolicyName = '', Path = '/', PolicyDocument = '', Description, Tags } = input;
  judgeIdentityPolicy(PolicyDocument);
  if (policyLength(PolicyDocument) > LONGEST) throw malformedPolicy(`Cannot exceed quota for PolicySize: ${LONGEST}`);
  const policy: PolicyState = {
    policyName: PolicyName,
    policyId: `ANPA${base32(17)}`,
    path: Path,
    arn: `arn:aws:iam::${call.account}:policy${Path}${PolicyName}`,
    createDate: call.clock.now().toISOString(),
    description: Description,
    document: PolicyDocument,
    tags: checkTags(Tags),
  };
  return call.store.change((state) => {
    const policies = (state.iam.policies ??= {});
    if (Object.values(policies).some((one) => one.policyName.toLowerCase() === PolicyName.toLowerCase()))
      throw new ServiceError(
        'EntityAlreadyExists',
        409,
        `A policy called ${PolicyName} already exists. Duplicate names are not allowed.`,
      );
    state.iam.policies[policy.arn] = policy;
    return { Policy: { ...described(policy, state), Tags: tagList(policy.tags) } };
  });
}

export const getPolicy = ({ PolicyArn = '' }: GetPolicyRequest, call: Call): Promise<object> =>
  call.store.read((state) => {
    const policy = requirePolicy(state, PolicyArn);
    return { Policy: { ...described(policy, state), Tags: tagList(policy.tags) } };
  });

export const getPolicyVersion = (
  { PolicyArn = '', VersionId = '' }: GetPolicyVersionRequest,
  call: Call,
): Promise<object> =>
  call.store.read((state) => {
    const { document, createDate } = requirePolicy(state, PolicyArn);
    if (VersionId !== 'v1')
      throw new ServiceError(
        'NoSuchEntity',
        404,
        `Policy ${PolicyArn} version ${VersionId} does not exist or is not attachable.`,
      );
    const version = { VersionId, IsDefaultVersion: true, CreateDate: new Date(createDate) };
    return { PolicyVersion: { ...version, Document: encodedPolicy(document) } };
  });

/** One that roles have, attached or as their boundary, stays. */
export const deletePolicy = ({ PolicyArn = '' }: DeletePolicyRequest, call: Call): Promise<object> =>
  call.store.change((state) => {
    const { arn } = requirePolicy(state, PolicyArn);
    const { attached, boundaries } = usesOf(arn, state);
    if (attached + boundaries > 0) throw deleteConflict('Cannot delete a policy attached to entities.');
    delete state.iam.policies![arn];
    return {};
  });

function requirePolicy(state: AccountState, arn: string): PolicyState {
  if (isAwsPolicy(arn)) throw notImplemented('reading the policies that AWS manages');
  const found = lookup(state.iam.policies ?? {}, arn);
  if (found === undefined) throw new ServiceError('NoSuchEntity', 404, `Policy ${arn} was not found.`);
  return found;
}

function usesOf(arn: string, { iam }: AccountState): { readonly attached: number; readonly boundaries: number } {
  const roles = Object.values(iam.roles);
  return {
    attached: roles.filter(({ attachedPolicies }) => attachedPolicies.includes(arn)).length,
    boundaries: roles.filter(({ permissionsBoundary }) => permissionsBoundary === arn).length,
  };
}

function described(policy: PolicyState, state: AccountState): Policy {
  const { attached, boundaries } = usesOf(policy.arn, state);
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: 'v1',
    AttachmentCount: attached,
    PermissionsBoundaryUsageCount: boundaries,
    IsAttachable: true,
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    CreateDate: new Date(policy.createDate),
    UpdateDate: new Date(policy.createDate),
  };
}
