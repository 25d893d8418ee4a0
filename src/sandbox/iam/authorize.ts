import type { AccessRequest, Call, Caller } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { evaluatePolicies, type Decision } from './evaluate-policy.ts';
import { roleOfName } from './find-role.ts';
import { MANAGED_POLICIES } from './managed-policies.ts';
import type { RoleState } from './state.ts';

/** Policies cannot refuse this one. @see https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html */
const NEEDS_NO_PERMISSION = new Set(['sts:GetCallerIdentity']);

/** Documents of all policies that a role has, inline and attached. */
export function policiesOf(role: RoleState): readonly string[] {
  const attached = role.attachedPolicies.flatMap((arn) => MANAGED_POLICIES.get(arn) ?? []);
  return [...Object.values(role.inlinePolicies), ...attached];
}

/**
 * The one place that decides who may do what: a role session what its role's policies say, the operator everything or
 * what the policy says that somebody gave.
 */
export function decideAccess(
  state: AccountState,
  { caller, operatorPolicy }: Pick<Call, 'caller' | 'operatorPolicy'>,
  request: AccessRequest,
): Decision {
  if (caller.kind === 'service' || NEEDS_NO_PERMISSION.has(request.action)) return 'allowed';
  if (caller.kind === 'operator') return decideForOperator(operatorPolicy, request);
  const role = roleOfName(state, caller.roleName ?? '');
  return role === undefined ? 'implicitDeny' : evaluatePolicies(policiesOf(role), request);
}

export const decideForOperator = (operatorPolicy: string | undefined, request: AccessRequest): Decision =>
  operatorPolicy === undefined ? 'allowed' : evaluatePolicies([operatorPolicy], request);

/** AWS's sentence. @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export function accessDeniedMessage(
  caller: Caller,
  request: AccessRequest,
  decision: Exclude<Decision, 'allowed'>,
): string {
  const on = request.resource === '*' ? '' : ` on resource: ${request.resource}`;
  const why =
    decision === 'explicitDeny'
      ? 'with an explicit deny in an identity-based policy'
      : `because no identity-based policy allows the ${request.action} action`;
  return `User: ${caller.arn} is not authorized to perform: ${request.action}${on} ${why}`;
}
