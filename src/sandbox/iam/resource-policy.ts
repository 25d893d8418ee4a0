import type { AccessRequest, Caller } from '../service.ts';
import { applies, type Decision } from './evaluate-policy.ts';
import { parsePolicy, statementsOf, stringsOf, type PolicyStatement } from './policy-document.ts';

/**
 * What the policy of a resource that another account owns says to a caller of this one. Across accounts both have to
 * allow: this policy, and those of the caller.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic-cross-account.html
 */
export function evaluateResourcePolicy(
  document: string,
  { caller, account }: { readonly caller: Caller; readonly account: string },
  request: AccessRequest,
): Decision {
  const policy = parsePolicy(document);
  const statements = (policy === undefined ? [] : statementsOf(policy)).filter(
    (statement) => names(statement, caller, account) && applies(statement, request),
  );
  if (statements.some(({ Effect }) => Effect === 'Deny')) return 'explicitDeny';
  return statements.some(({ Effect }) => Effect === 'Allow') ? 'allowed' : 'implicitDeny';
}

/** An account by its number or as `…:root` is everybody in it whom it lets. */
function names({ Principal }: PolicyStatement, caller: Caller, account: string): boolean {
  if (Principal === '*') return true;
  if (typeof Principal !== 'object' || Principal === null) return false;
  const role = caller.roleName === undefined ? [] : [`arn:aws:iam::${account}:role/${caller.roleName}`];
  const known = ['*', account, `arn:aws:iam::${account}:root`, caller.arn, ...role];
  return stringsOf(Reflect.get(Principal, 'AWS')).some((principal) => known.includes(principal));
}
