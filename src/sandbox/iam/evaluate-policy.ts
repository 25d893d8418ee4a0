import type { AccessRequest } from '../service.ts';
import { holds } from './evaluate-condition.ts';
import { parsePolicy, statementsOf, stringsOf, type PolicyStatement } from './policy-document.ts';
import { matchesWildcards } from './wildcards.ts';

export type Decision = 'allowed' | 'implicitDeny' | 'explicitDeny';

/**
 * Identity-based policies as one: an explicit Deny wins, and what nothing allows is denied. A document that cannot be
 * read grants nothing.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluatePolicies(documents: readonly string[], request: AccessRequest): Decision {
  const statements = documents.flatMap((text) => {
    const policy = parsePolicy(text);
    return policy === undefined ? [] : statementsOf(policy).filter((statement) => applies(statement, request));
  });
  if (statements.some((statement) => statement.Effect === 'Deny')) return 'explicitDeny';
  return statements.some((statement) => statement.Effect === 'Allow') ? 'allowed' : 'implicitDeny';
}

export function applies(statement: PolicyStatement, request: AccessRequest): boolean {
  return isAbout(statement, request) && holds(statement.Condition ?? {}, request.conditions);
}

/** By action and resource, whatever its conditions say. */
export function isAbout(statement: PolicyStatement, request: Pick<AccessRequest, 'action' | 'resource'>): boolean {
  return (
    concerns(statement.Action, statement.NotAction, (pattern) =>
      matchesWildcards(pattern.toLowerCase(), request.action.toLowerCase()),
    ) && concerns(statement.Resource, statement.NotResource, (pattern) => matchesWildcards(pattern, request.resource))
  );
}

function concerns(wanted: unknown, excepted: unknown, matches: (pattern: string) => boolean): boolean {
  if (wanted !== undefined) return stringsOf(wanted).some(matches);
  return excepted !== undefined && !stringsOf(excepted).some(matches);
}
