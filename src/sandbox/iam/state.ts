/** IAM is global: one state for all Regions. Roles are keyed by their name in lower case, as IAM compares them. */
export interface IamState {
  roles: Record<string, RoleState>;
}

export interface RoleState {
  readonly roleName: string;
  /** `AROA…`, the first half of a session's user id. */
  readonly roleId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: string;
  /** The JSON text as it was sent. */
  assumeRolePolicyDocument: string;
  description: string | undefined;
  maxSessionDuration: number;
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  /** Policy name to JSON text as it was sent. */
  inlinePolicies: Record<string, string>;
  /** ARNs of managed policies. */
  attachedPolicies: string[];
}

export const emptyIamState = (): IamState => ({ roles: {} });
