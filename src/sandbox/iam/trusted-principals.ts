import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { malformedPolicy } from './errors.ts';
import { parsePolicy, statementsOf, stringsOf } from './policy-document.ts';

/** The one user of the account. */
const USER = 'user/operator';

/**
 * Users and roles of this account that a trust policy names have to be there: IAM keeps their ids, not their names. What
 * other accounts have, nobody knows here.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 */
export function requirePrincipals(state: AccountState, trustPolicy: string, { account }: Pick<Call, 'account'>): void {
  const own = `arn:aws:iam::${account}:`;
  const roles = new Set(Object.values(state.iam.roles).map(({ arn }) => arn));
  const isThere = (arn: string): boolean => arn === `${own}root` || arn === `${own}${USER}` || roles.has(arn);
  const policy = parsePolicy(trustPolicy);
  for (const { Principal } of policy === undefined ? [] : statementsOf(policy)) {
    const named = typeof Principal === 'object' && Principal !== null && 'AWS' in Principal ? Principal.AWS : undefined;
    const missing = stringsOf(named).find((arn) => arn.startsWith(own) && !isThere(arn));
    if (missing !== undefined) throw malformedPolicy(`Invalid principal in policy: "AWS":"${missing}"`);
  }
}
