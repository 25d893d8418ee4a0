/** Ways of provisioning that AWS IoT has, those for fleets in the order in which a device gets its certificate. */
export const WAYS = ['single-thing', 'jitp', 'jitr', 'multi-account', 'bulk', 'trusted-user', 'claim'] as const;
export type Way = (typeof WAYS)[number];
