import { type HostFiles, type HostProfile, settingOf } from './host-profile.ts';

/** Where credentials come from: one place, which is asked and none other. */
export type CredentialSource =
  | { readonly kind: 'environment' | 'container' | 'instance' }
  | { readonly kind: 'role'; readonly profile: string }
  | WebIdentity
  | { readonly kind: 'sso' | 'login' | 'process'; readonly profile: string }
  | { readonly kind: 'keys'; readonly profile: string; readonly file: 'credentials' | 'config' };

interface WebIdentity {
  readonly kind: 'web-identity';
  /** Absent when the environment names the token. */
  readonly profile: string | undefined;
  readonly tokenFile: string;
  readonly roleArn: string | undefined;
  readonly sessionName: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The one source that the AWS CLI would use in the same shell, in its order: a profile that is named by a flag goes
 * before the keys of the environment, one that a variable names does not.
 * @see https://docs.aws.amazon.com/cli/latest/topic/config-vars.html#credentials
 * @see https://github.com/boto/botocore/blob/develop/botocore/credentials.py
 */
export function credentialSource({ name, namedBy, files }: HostProfile, env: Environment): CredentialSource {
  const environment = namedBy === '--profile' ? {} : env;
  if (environment['AWS_ACCESS_KEY_ID']) return { kind: 'environment' };
  if (isRole(files, name)) return { kind: 'role', profile: name };
  return profileSource(files, name, environment) ?? machineSource(env);
}

/** What a profile itself holds, as a `source_profile` too. */
export function profileSource(files: HostFiles, profile: string, env: Environment = {}): CredentialSource | undefined {
  const has = (key: string): boolean => files.setting(profile, key) !== undefined;
  const identity = webIdentity(files, profile, env);
  if (identity) return identity;
  if (has('sso_account_id') || has('sso_role_name')) return { kind: 'sso', profile };
  if (settingOf(files.credentials, profile, 'aws_access_key_id')) return { kind: 'keys', profile, file: 'credentials' };
  if (has('login_session')) return { kind: 'login', profile };
  if (has('credential_process')) return { kind: 'process', profile };
  if (settingOf(files.config, profile, 'aws_access_key_id')) return { kind: 'keys', profile, file: 'config' };
  return undefined;
}

/** A profile with a token file assumes its role by that, and from no other profile. */
export const isRole = (files: HostFiles, profile: string): boolean =>
  files.setting(profile, 'role_arn') !== undefined && files.setting(profile, 'web_identity_token_file') === undefined;

export const hasKeys = (files: HostFiles, profile: string): boolean =>
  ['aws_access_key_id', 'aws_secret_access_key'].some((key) => files.setting(profile, key) !== undefined);

function webIdentity(files: HostFiles, profile: string, env: Environment): WebIdentity | undefined {
  const ofProfile = (key: string): string | undefined => files.setting(profile, key);
  const variable = env['AWS_WEB_IDENTITY_TOKEN_FILE'];
  const tokenFile = variable || ofProfile('web_identity_token_file');
  if (tokenFile === undefined) return undefined;
  return {
    kind: 'web-identity',
    profile: variable ? undefined : profile,
    tokenFile,
    roleArn: env['AWS_ROLE_ARN'] || ofProfile('role_arn'),
    sessionName: env['AWS_ROLE_SESSION_NAME'] || ofProfile('role_session_name'),
  };
}

const machineSource = (env: Environment): CredentialSource =>
  env['AWS_CONTAINER_CREDENTIALS_RELATIVE_URI'] || env['AWS_CONTAINER_CREDENTIALS_FULL_URI']
    ? { kind: 'container' }
    : { kind: 'instance' };
