/** IAM is global: one state for all Regions. Roles are keyed by their name in lower case, as IAM compares them. */
export interface IamState {
  roles: Record<string, RoleState>;
  /** Managed policies of the account, by ARN; made when first used. */
  policies?: Record<string, PolicyState>;
}

export interface PolicyState {
  readonly policyName: string;
  /** `ANPA…` */
  readonly policyId: string;
  readonly path: string;
  readonly arn: string;
  readonly createDate: string;
  readonly description: string | undefined;
  /** The JSON text as it was sent; the sandbox keeps one version. */
  readonly document: string;
  tags: Record<string, string>;
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
  /** ARN of a managed policy. */
  permissionsBoundary: string | undefined;
  tags: Record<string, string>;
  /** Policy name to JSON text as it was sent. */
  inlinePolicies: Record<string, string>;
  /** ARNs of managed policies. */
  attachedPolicies: string[];
}

export const emptyIamState = (): IamState => ({ roles: {} });
