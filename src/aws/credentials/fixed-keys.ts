import type { Credentials } from '../connection/connection.ts';
import { expired, missing } from './source-fault.ts';
import { settingOf } from './host-profile.ts';

type Sections = Parameters<typeof settingOf>[0];

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/environment-variables.html */
export function environmentCredentials(env: NodeJS.ProcessEnv): Credentials {
  const [accessKeyId, secretAccessKey] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY']];
  if (!accessKeyId || !secretAccessKey) {
    const [there, absent] = accessKeyId
      ? ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']
      : ['AWS_SECRET_ACCESS_KEY', 'AWS_ACCESS_KEY_ID'];
    throw missing(`${there} is set, and ${absent} is not`, `set ${absent} too, or unset ${there}`);
  }
  const sessionToken = env['AWS_SECURITY_TOKEN'] || env['AWS_SESSION_TOKEN'];
  const until = env['AWS_CREDENTIAL_EXPIRATION'];
  const expiration = until ? new Date(until) : undefined;
  if (expiration && expiration.getTime() <= Date.now())
    throw expired(`the keys of the environment ended at ${until} (AWS_CREDENTIAL_EXPIRATION)`);
  return {
    accessKeyId,
    secretAccessKey,
    ...(sessionToken && { sessionToken }),
    ...(expiration && !Number.isNaN(expiration.getTime()) && { expiration }),
  };
}

/** Keys that stand in a file. */
export function keysOfProfile(sections: Sections, profile: string, file: string): Credentials {
  const read = (key: string): string | undefined => settingOf(sections, profile, key);
  const need = (key: string): string => {
    const value = read(key);
    if (value !== undefined) return value;
    throw missing(`it has no ${key} in the ${file} file`, `add ${key} to the profile in the ${file} file`);
  };
  const sessionToken = read('aws_security_token') ?? read('aws_session_token');
  return {
    accessKeyId: need('aws_access_key_id'),
    secretAccessKey: need('aws_secret_access_key'),
    ...(sessionToken && { sessionToken }),
  };
}
