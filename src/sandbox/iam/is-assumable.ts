import type { AccountState } from '../state/account-state.ts';
import type { SandboxSettings } from '../service.ts';
import { roleOfArn } from './find-role.ts';
import { parsePolicy, statementsOf, stringsOf, type PolicyStatement } from './policy-document.ts';

/**
 * Whether Lambda can assume a role. A new role cannot be assumed for a while, although IAM shows it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export function isAssumableByLambda(
  state: AccountState,
  roleArn: string,
  now: Date,
  settings: Pick<SandboxSettings, 'roleDelayMs'>,
): 'ok' | 'not-yet' | 'never' {
  const role = roleOfArn(state, roleArn);
  const trust = role === undefined ? undefined : parsePolicy(role.assumeRolePolicyDocument);
  if (role === undefined || trust === undefined) return 'never';
  const statements = statementsOf(trust).filter(concernsLambda);
  const isTrusted = statements.some((s) => s.Effect === 'Allow') && !statements.some((s) => s.Effect === 'Deny');
  if (!isTrusted) return 'never';
  return now.getTime() - Date.parse(role.createDate) < settings.roleDelayMs ? 'not-yet' : 'ok';
}

function concernsLambda(statement: PolicyStatement): boolean {
  const principal = statement.Principal;
  const services =
    typeof principal === 'object' && principal !== null
      ? stringsOf((principal as Record<string, unknown>)['Service'])
      : [];
  const isLambda = principal === '*' || services.includes('lambda.amazonaws.com') || services.includes('*');
  return (
    isLambda &&
    stringsOf(statement.Action).some((action) => ['sts:assumerole', 'sts:*', '*'].includes(action.toLowerCase()))
  );
}
