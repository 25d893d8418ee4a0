import type { AccountState } from '../state/account-state.ts';
import type { SandboxSettings } from '../service.ts';
import { roleOfArn } from './roles.ts';
import { parsePolicy, statementsOf, stringsOf, type PolicyStatement } from './policy-document.ts';

/** `lambda.amazonaws.com` */
type ServicePrincipal = `${string}.amazonaws.com`;

/**
 * Whether a service of AWS can assume a role. A new role cannot be assumed for a while, although IAM shows it.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot.html
 */
export function isAssumableBy(
  { service, roleArn }: { readonly service: ServicePrincipal; readonly roleArn: string },
  state: AccountState,
  now: Date,
  settings: Pick<SandboxSettings, 'roleDelayMs'>,
): 'ok' | 'not-yet' | 'never' {
  const role = roleOfArn(state, roleArn);
  const trust = role === undefined ? undefined : parsePolicy(role.assumeRolePolicyDocument);
  if (role === undefined || trust === undefined) return 'never';
  const statements = statementsOf(trust).filter((statement) => concernsService(statement, service));
  const isTrusted = statements.some((s) => s.Effect === 'Allow') && !statements.some((s) => s.Effect === 'Deny');
  if (!isTrusted) return 'never';
  return now.getTime() - Date.parse(role.createDate) < settings.roleDelayMs ? 'not-yet' : 'ok';
}

export const isAssumableByLambda = (
  state: AccountState,
  roleArn: string,
  now: Date,
  settings: Pick<SandboxSettings, 'roleDelayMs'>,
): ReturnType<typeof isAssumableBy> =>
  isAssumableBy({ service: 'lambda.amazonaws.com', roleArn }, state, now, settings);

function concernsService(statement: PolicyStatement, service: ServicePrincipal): boolean {
  const principal = statement.Principal;
  const services =
    typeof principal === 'object' && principal !== null
      ? stringsOf((principal as Record<string, unknown>)['Service'])
      : [];
  const isNamed = principal === '*' || services.includes(service) || services.includes('*');
  return (
    isNamed &&
    stringsOf(statement.Action).some((action) => ['sts:assumerole', 'sts:*', '*'].includes(action.toLowerCase()))
  );
}
