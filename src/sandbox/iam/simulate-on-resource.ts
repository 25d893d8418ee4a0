import type { ResourceSpecificResult, Statement } from '@aws-sdk/client-iam';
import type { AccessRequest } from '../service.ts';
import { weigh, type PrincipalPolicies } from './authorize.ts';
import { applies, evaluatePolicies, isAbout, type Decision } from './evaluate-policy.ts';
import { parsePolicy, statementsOf } from './policy-document.ts';
import { statementPositions } from './statement-positions.ts';

/** A document, under the name and kind that a simulation gives it. */
export interface SimulatedPolicy {
  readonly SourcePolicyId: string;
  readonly SourcePolicyType: 'user' | 'role' | 'aws-managed' | 'user-managed' | 'none';
  readonly text: string;
}

export interface SimulatedPrincipal {
  readonly identity: readonly SimulatedPolicy[];
  readonly permissionsBoundary: string | undefined;
  readonly serviceControl: string | undefined;
}

export interface Simulated extends Required<
  Pick<ResourceSpecificResult, 'EvalResourceName' | 'MatchedStatements' | 'MissingContextValues'>
> {
  readonly EvalResourceDecision: Decision;
  readonly allowedByOrganizations: boolean | undefined;
  readonly allowedByPermissionsBoundary: boolean | undefined;
}

/** What an action on one resource would meet. An SCP that denies ends the simulation. */
export function simulateOnResource(principal: SimulatedPrincipal, request: AccessRequest): Simulated {
  const texts = principal.identity.map(({ text }) => text);
  const policies: PrincipalPolicies = { ...principal, identity: texts };
  const verdict = weigh(policies, request);
  const within = (document: string | undefined): boolean | undefined =>
    document === undefined ? undefined : evaluatePolicies([document], request) === 'allowed';
  const allowedByOrganizations = within(principal.serviceControl);
  const isEnded = allowedByOrganizations === false;
  return {
    EvalResourceName: request.resource,
    EvalResourceDecision: verdict.decision,
    MatchedStatements: isEnded ? [] : matchedStatements(principal.identity, request),
    MissingContextValues: isEnded ? [] : missingContext(texts, request),
    allowedByOrganizations,
    allowedByPermissionsBoundary: isEnded ? undefined : within(principal.permissionsBoundary),
  };
}

/** Those that decide: of an explicit deny, the denying ones alone. */
function matchedStatements(policies: readonly SimulatedPolicy[], request: AccessRequest): Statement[] {
  const matched = policies.flatMap(({ text, SourcePolicyId, SourcePolicyType }) => {
    const policy = parsePolicy(text);
    if (policy === undefined) return [];
    const positions = statementPositions(text);
    return statementsOf(policy).flatMap((statement, index) => {
      if (!applies(statement, request)) return [];
      const { Start: StartPosition, End: EndPosition } = positions[index] ?? {};
      return [{ Effect: statement.Effect, reported: { SourcePolicyId, SourcePolicyType, StartPosition, EndPosition } }];
    });
  });
  const denying = matched.filter(({ Effect }) => Effect === 'Deny');
  return (denying.length > 0 ? denying : matched).map(({ reported }) => reported);
}

/** Keys that a condition on this action and resource asks for and nobody gave. */
function missingContext(documents: readonly string[], request: AccessRequest): string[] {
  const given = new Set(
    Object.entries(request.conditions).flatMap(([key, value]) => (value === undefined ? [] : [key.toLowerCase()])),
  );
  const wanted = documents.flatMap((text) => {
    const policy = parsePolicy(text);
    const statements = policy === undefined ? [] : statementsOf(policy).filter((one) => isAbout(one, request));
    return statements.flatMap(({ Condition = {} }) => Object.values(Condition).flatMap((keys) => Object.keys(keys)));
  });
  return [...new Set(wanted.filter((key) => !given.has(key.toLowerCase())))];
}
