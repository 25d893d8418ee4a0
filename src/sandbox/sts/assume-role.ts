import { roleOfArn } from '../iam/roles.ts';
import { ServiceError, type SessionCredentials, type Store } from '../service.ts';
import type { AccountKeys } from '../wire/sigv4/account-keys.ts';

export interface AssumeRoleRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds?: number | undefined;
}

export const DEFAULT_SESSION_SECONDS = 3600;

/** `arn:aws:sts::123456789012:assumed-role/NAME/SESSION`: the path of the role is not in it. */
export const assumedRoleArn = (roleArn: string, sessionName: string): string =>
  `arn:aws:sts::${roleArn.split(':')[4] ?? ''}:assumed-role/${roleArn.slice(roleArn.lastIndexOf('/') + 1)}/${sessionName}`;

/** Keys for a session of a role of this account. Who may have them is for the caller to decide. */
export async function assumeRole(
  request: AssumeRoleRequest,
  { store, keys }: { readonly store: Store; readonly keys: AccountKeys },
): Promise<SessionCredentials> {
  const { roleArn, sessionName, durationSeconds = DEFAULT_SESSION_SECONDS } = request;
  const role = await store.read((state) => roleOfArn(state, roleArn));
  if (role === undefined) throw new ServiceError('AccessDenied', 403, `there is no role ${roleArn} to assume`);
  return keys.issueSession({
    roleName: role.roleName,
    roleId: role.roleId,
    sessionName,
    arn: assumedRoleArn(roleArn, sessionName),
    // Real time, like the signatures made with it, also when the account's clock was set.
    expiresAt: Date.now() + durationSeconds * 1000,
  });
}
