export const DEFAULT_FUNCTION_NAME = 'certprov-signer';

export const POLICY_NAME = 'certprov-issue';

/** Once, also where somebody has written it out already. */
export const prefixed = (prefix: string, name: string): string => (name.startsWith(prefix) ? name : `${prefix}${name}`);

/** Role names are global in the account, so they carry the Region. */
export const roleNameFor = (functionName: string, region: string, prefix = ''): string => {
  const name = `${functionName}-${region}`;
  return prefix === '' ? prefixed('certprov-', name) : prefixed(prefix, name);
};

/** The name of the secret is known before the secret is, so that policy and environment can be shown in the plan. */
export const secretNameFor = (functionName: string, prefix = ''): string => `${prefix}certprov/${functionName}`;

/** Where `certprov ca` puts the keys that it makes. */
export const CA_SECRET_PREFIX = 'certprov-ca/';

/** As Lambda calls it. @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html */
export const logGroupNameFor = (functionName: string): string => `/aws/lambda/${functionName}`;
