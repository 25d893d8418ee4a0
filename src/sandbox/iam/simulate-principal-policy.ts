import type { SimulatePrincipalPolicyRequest } from '@aws-sdk/client-iam';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { noSuchRole, noSuchUser } from './errors.ts';
import { roleOfArn } from './roles.ts';
import { boundaryOf } from './authorize.ts';
import { isAwsPolicy, managedPolicy } from './customer-policies.ts';
import { pageOf } from './pages.ts';
import { checkSimulation, sourceOf } from './simulation-input.ts';
import {
  simulateOnResource,
  type Simulated,
  type SimulatedPolicy,
  type SimulatedPrincipal,
} from './simulate-on-resource.ts';

const EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}';

/**
 * Every action on every resource, one result for each action. The principal is the operator's user or a role; nothing
 * is known of a session.
 * @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html
 */
export function simulatePrincipalPolicy(input: SimulatePrincipalPolicyRequest, call: Call): Promise<object> {
  checkSimulation(input);
  const { PolicySourceArn = '', ActionNames = [], ContextEntries = [] } = input;
  const resources = input.ResourceArns ?? ['*'];
  return call.store.read((state) => {
    const principal = principalOf(PolicySourceArn, input.PolicyInputList ?? [], state, call);
    const conditions = {
      'aws:PrincipalArn': PolicySourceArn,
      ...Object.fromEntries(ContextEntries.map((one) => [one.ContextKeyName ?? '', one.ContextKeyValues ?? []])),
    };
    const results = [...new Set(ActionNames)].map((action) =>
      resultOf(
        action,
        resources.map((resource) => simulateOnResource(principal, { action, resource, conditions })),
      ),
    );
    const { items, ...page } = pageOf(results, input, call, ({ EvalActionName }) => EvalActionName);
    return { EvaluationResults: items, ...page };
  });
}

const SEVEREST = ['explicitDeny', 'implicitDeny', 'allowed'] as const;

function resultOf(action: string, simulated: readonly Simulated[]) {
  const decision = SEVEREST.find((one) => simulated.some(({ EvalResourceDecision }) => EvalResourceDecision === one))!;
  const isAnything = simulated.length === 1 && simulated[0]!.EvalResourceName === '*';
  return {
    EvalActionName: action,
    // AWS gives the template of its resource type, and no ARN of the request.
    EvalResourceName: isAnything ? '*' : `arn:\${Partition}:${action.split(':')[0]}:::*`,
    EvalDecision: decision,
    MatchedStatements: simulated
      .filter(({ EvalResourceDecision }) => EvalResourceDecision === decision)
      .flatMap(({ MatchedStatements }) => MatchedStatements),
    MissingContextValues: [...new Set(simulated.flatMap(({ MissingContextValues }) => MissingContextValues))],
    ...detail('OrganizationsDecisionDetail', 'AllowedByOrganizations', every(simulated, 'allowedByOrganizations')),
    ...detail(
      'PermissionsBoundaryDecisionDetail',
      'AllowedByPermissionsBoundary',
      every(simulated, 'allowedByPermissionsBoundary'),
    ),
    ResourceSpecificResults: isAnything
      ? []
      : simulated.map((one) => ({
          EvalResourceName: one.EvalResourceName,
          EvalResourceDecision: one.EvalResourceDecision,
          MatchedStatements: one.MatchedStatements,
          MissingContextValues: one.MissingContextValues,
          ...detail(
            'PermissionsBoundaryDecisionDetail',
            'AllowedByPermissionsBoundary',
            one.allowedByPermissionsBoundary,
          ),
        })),
  };
}

const detail = (name: string, member: string, value: boolean | undefined): object =>
  value === undefined ? {} : { [name]: { [member]: value } };

function every(
  simulated: readonly Simulated[],
  of: 'allowedByOrganizations' | 'allowedByPermissionsBoundary',
): boolean | undefined {
  const known = simulated.map((one) => one[of]).filter((value) => value !== undefined);
  return known.length === 0 ? undefined : known.every(Boolean);
}

function principalOf(
  arn: string,
  more: readonly string[],
  state: AccountState,
  { account, policies }: Call,
): SimulatedPrincipal {
  const { kind, name } = sourceOf(arn);
  const added = more.map((text, index): SimulatedPolicy => {
    return { SourcePolicyId: `PolicyInputList.${index + 1}`, SourcePolicyType: 'none', text };
  });
  const serviceControl = policies['service-control'];
  if (kind === 'user') {
    if (arn !== `arn:aws:iam::${account}:user/operator`) throw noSuchUser(name);
    const text = policies.identity ?? EVERYTHING;
    const own: SimulatedPolicy = { SourcePolicyId: 'operator-policy', SourcePolicyType: 'user', text };
    return { identity: [own, ...added], permissionsBoundary: policies['permissions-boundary'], serviceControl };
  }
  const role = roleOfArn(state, arn);
  if (role === undefined) throw noSuchRole(name);
  const inline = Object.entries(role.inlinePolicies).map(([SourcePolicyId, text]): SimulatedPolicy => {
    return { SourcePolicyId, SourcePolicyType: 'role', text };
  });
  const attached = role.attachedPolicies.flatMap((policyArn): SimulatedPolicy[] => {
    const text = managedPolicy(state, policyArn);
    const SourcePolicyType = isAwsPolicy(policyArn) ? 'aws-managed' : 'user-managed';
    return text === undefined ? [] : [{ SourcePolicyId: policyArn, SourcePolicyType, text }];
  });
  return { identity: [...inline, ...attached, ...added], permissionsBoundary: boundaryOf(role, state), serviceControl };
}
