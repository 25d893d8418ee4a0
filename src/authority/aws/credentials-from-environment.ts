import { AuthorityError } from '../authority-error.ts';
import type { AwsCredentials } from './sign-aws-request.ts';

/**
 * The execution role's credentials, as Lambda sets them. Read for every request: they are temporary.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function credentialsFromEnvironment(env: NodeJS.ProcessEnv): AwsCredentials {
  const accessKeyId = env['AWS_ACCESS_KEY_ID'];
  const secretAccessKey = env['AWS_SECRET_ACCESS_KEY'];
  if (!accessKeyId || !secretAccessKey) {
    throw new AuthorityError(
      'AUTHORITY_CREDENTIALS_REFUSED',
      'AWS_ACCESS_KEY_ID or AWS_SECRET_ACCESS_KEY is not set: the function runs without the credentials of its role',
    );
  }
  return { accessKeyId, secretAccessKey, sessionToken: env['AWS_SESSION_TOKEN'] || undefined };
}
