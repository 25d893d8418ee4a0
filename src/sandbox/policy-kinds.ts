/** What decides beside the policies of roles: three kinds limit the operator, and an SCP everybody of the account. */
export const POLICY_KINDS = ['identity', 'permissions-boundary', 'service-control', 'session'] as const;
export type PolicyKind = (typeof POLICY_KINDS)[number];

/** JSON of each; a kind that is absent limits nothing. */
export type AccountPolicies = Readonly<Partial<Record<PolicyKind, string>>>;
