import type { AccountState } from '../state/account-state.ts';
import type { RoleState } from './state.ts';

/** Role names are compared without case. */
export const roleOfName = (state: AccountState, roleName: string): RoleState | undefined =>
  Object.hasOwn(state.iam.roles, roleName.toLowerCase()) ? state.iam.roles[roleName.toLowerCase()] : undefined;

/** An ARN must be exact, its path and case included. */
export function roleOfArn(state: AccountState, roleArn: string): RoleState | undefined {
  const role = roleOfName(state, roleArn.slice(roleArn.lastIndexOf('/') + 1));
  return role?.arn === roleArn ? role : undefined;
}
