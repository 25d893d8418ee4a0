export const DEFAULT_FUNCTION_NAME = 'certprov-signer';

export const POLICY_NAME = 'certprov-issue';

/** Role names are global in the account, so they carry the Region. */
export const roleNameFor = (functionName: string, region: string): string =>
  `${functionName.startsWith('certprov-') ? '' : 'certprov-'}${functionName}-${region}`;

/** The name of the secret is known before the secret is, so that policy and environment can be shown in the plan. */
export const secretNameFor = (functionName: string): string => `certprov/${functionName}`;

/** Where `certprov ca` puts the keys that it makes. */
export const CA_SECRET_PREFIX = 'certprov-ca/';
