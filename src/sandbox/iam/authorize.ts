import type { AccountPolicies, PolicyKind } from '../policy-kinds.ts';
import type { AccessRequest, Call, Caller } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { evaluatePolicies, type Decision } from './evaluate-policy.ts';
import { managedPolicy } from './customer-policies.ts';
import { evaluateResourcePolicy } from './resource-policy.ts';
import { roleOfName } from './roles.ts';
import type { RoleState } from './state.ts';

/** Policies cannot refuse this one. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NO_PERMISSION = new Set(['sts:GetCallerIdentity']);

/** Documents of all policies that a role has, inline and attached. */
export function policiesOf(role: RoleState, state: AccountState): readonly string[] {
  const attached = role.attachedPolicies.flatMap((arn) => managedPolicy(state, arn) ?? []);
  return [...Object.values(role.inlinePolicies), ...attached];
}

/** A boundary that is gone allows nothing. */
export const boundaryOf = ({ permissionsBoundary: arn }: RoleState, state: AccountState): string | undefined =>
  arn === undefined ? undefined : (managedPolicy(state, arn) ?? '');

/** What decides about somebody; absent: no limit of that kind. */
export interface PrincipalPolicies {
  /** Undefined: everything is allowed. */
  readonly identity: readonly string[] | undefined;
  readonly permissionsBoundary?: string | undefined;
  readonly serviceControl?: string | undefined;
  readonly session?: string | undefined;
}

/** With the kind of policy that denies, as AWS names it. */
export type Verdict =
  | { readonly decision: 'allowed' }
  | { readonly decision: Exclude<Decision, 'allowed'>; readonly by: PolicyKind | 'resource-based' };

/**
 * The one place that decides who may do what: a role session what its role's policies say, the operator everything or
 * what the policies say that somebody gave; both within the service control policy of the account.
 */
export function decideAccess(
  state: AccountState,
  { caller, policies, region }: Pick<Call, 'caller' | 'policies' | 'region'>,
  asked: AccessRequest,
): Verdict {
  if (caller.kind === 'service' || NEEDS_NO_PERMISSION.has(asked.action)) return { decision: 'allowed' };
  const everywhere = { 'aws:RequestedRegion': region, 'aws:PrincipalArn': caller.arn };
  const request = { ...asked, conditions: { ...everywhere, ...asked.conditions } };
  if (caller.kind === 'operator') return weigh({ ...operatorPolicies(policies), session: policies.session }, request);
  const role = roleOfName(state, caller.roleName ?? '');
  return weigh(role === undefined ? { identity: [] } : rolePolicies(role, policies, state), request);
}

/**
 * For a resource that another account owns, whose policy has to allow as well. What the caller's own account refuses is
 * named before it, apart from a deny.
 */
export function decideAcrossAccounts(
  own: Verdict,
  resourcePolicy: string,
  { caller, account }: Pick<Call, 'caller' | 'account'>,
  request: AccessRequest,
): Verdict {
  const decision = evaluateResourcePolicy(resourcePolicy, { caller, account }, request);
  if (own.decision === 'explicitDeny' || decision === 'allowed') return own;
  return decision === 'explicitDeny' || own.decision === 'allowed' ? { decision, by: 'resource-based' } : own;
}

/** Without that of a session, which no simulation sees either. */
const operatorPolicies = (policies: AccountPolicies): PrincipalPolicies => ({
  identity: policies.identity === undefined ? undefined : [policies.identity],
  permissionsBoundary: policies['permissions-boundary'],
  serviceControl: policies['service-control'],
});

const rolePolicies = (role: RoleState, policies: AccountPolicies, state: AccountState): PrincipalPolicies => ({
  identity: policiesOf(role, state),
  permissionsBoundary: boundaryOf(role, state),
  serviceControl: policies['service-control'],
});

/** A deny of any kind wins; then every kind has to allow. */
export function weigh(principal: PrincipalPolicies, request: AccessRequest): Verdict {
  const kinds: readonly (readonly [PolicyKind, readonly string[] | undefined])[] = [
    ['service-control', listed(principal.serviceControl)],
    ['permissions-boundary', listed(principal.permissionsBoundary)],
    ['session', listed(principal.session)],
    ['identity', principal.identity],
  ];
  const decided = kinds.flatMap(([by, documents]) =>
    documents === undefined ? [] : [{ by, decision: evaluatePolicies(documents, request) }],
  );
  for (const decision of ['explicitDeny', 'implicitDeny'] as const) {
    const against = decided.find((one) => one.decision === decision);
    if (against !== undefined) return { decision, by: against.by };
  }
  return { decision: 'allowed' };
}

const listed = (document: string | undefined): readonly string[] | undefined =>
  document === undefined ? undefined : [document];

const NAMES: Readonly<Record<PolicyKind | 'resource-based', string>> = {
  identity: 'identity-based policy',
  'resource-based': 'resource-based policy',
  'permissions-boundary': 'permissions boundary',
  'service-control': 'service control policy',
  session: 'session policy',
};

/** AWS's sentence; not every service names the resource by its ARN. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDeniedMessage(
  caller: Caller,
  request: AccessRequest,
  { decision, by }: Exclude<Verdict, { decision: 'allowed' }>,
  named = request.resource,
): string {
  const on = named === '*' ? '' : ` on resource: ${named}`;
  const why =
    decision === 'explicitDeny'
      ? `with an explicit deny in ${by === 'identity' ? 'an' : 'a'} ${NAMES[by]}`
      : `because no ${NAMES[by]} allows the ${request.action} action`;
  return `User: ${caller.arn} is not authorized to perform: ${request.action}${on} ${why}`;
}
