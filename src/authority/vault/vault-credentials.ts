import { unusableSecret } from '../authority-error.ts';
import type { VaultAuth } from '../authority.ts';
import { awsEndpoint, placeFromEnvironment } from '../aws/aws-endpoint.ts';
import { credentialsFromEnvironment } from '../aws/credentials-from-environment.ts';
import { signAwsPost } from '../aws/sign-aws-request.ts';
import type { VaultSecret } from '../secret-documents.ts';

interface VaultCredentials {
  /** Of the question `auth/<mount>/login`; made anew for every login. */
  readonly loginBody: () => object;
  /** What no error may show. */
  readonly hidden: () => readonly string[];
}

/** Checks the secret for the members that the method needs, without showing them. */
export function vaultCredentials(
  auth: VaultAuth,
  secret: VaultSecret,
  env: NodeJS.ProcessEnv,
  now: () => number,
): VaultCredentials {
  if (auth.method === 'aws-iam') {
    // The function's own credentials, which Lambda renews: nothing of the secret. STS quotes what it verified when a
    // signature is wrong, session token included, and Vault passes that on.
    return { loginBody: () => awsBody(auth, env, now()), hidden: () => [env['AWS_SESSION_TOKEN'] ?? ''] };
  }
  if (auth.method === 'token') {
    const token = heldToken(secret);
    return { loginBody: () => ({}), hidden: () => [token] };
  }
  const { roleId, secretId } = secret.approle ?? {};
  if (typeof roleId !== 'string' || typeof secretId !== 'string') {
    throw unusableSecret('it has no approle with a roleId and a secretId');
  }
  return { loginBody: () => ({ role_id: roleId, secret_id: secretId }), hidden: () => [roleId, secretId] };
}

interface CallerIdentityOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly now: number;
  /** The value that Vault wants in `X-Vault-AWS-IAM-Server-ID`, so that the proof is of no use at another server. */
  readonly serverId?: string | undefined;
  /** Of the `sts_endpoint` that Vault is configured with. */
  readonly stsRegion?: string | undefined;
}

const BODY = 'Action=GetCallerIdentity&Version=2011-06-15';

/**
 * A signed request to STS that is not sent to STS but handed to Vault, which sends it and so learns which role this is.
 * Vault sends it to its own `sts_endpoint`, whatever the URL says, and STS verifies the Region in the signature: unless
 * configured otherwise that is the global endpoint, which takes us-east-1 only and exists in the partition `aws` only.
 * @see https://developer.hashicorp.com/vault/docs/auth/aws#iam-auth-method
 * @see https://github.com/hashicorp/vault/pull/6268
 */
export function callerIdentityProof({ env, now, serverId, stsRegion }: CallerIdentityOptions) {
  const { url, region } = endpoint(env, stsRegion);
  const headers = signAwsPost({
    host: url.host,
    headers: {
      'content-type': 'application/x-www-form-urlencoded; charset=utf-8',
      // signAwsPost signs every header, as Vault demands of this one.
      ...(serverId === undefined ? {} : { 'x-vault-aws-iam-server-id': serverId }),
    },
    body: Buffer.from(BODY),
    service: 'sts',
    region,
    credentials: credentialsFromEnvironment(env),
    date: new Date(now),
  });
  return { url: url.href, body: BODY, headers };
}

function endpoint(env: NodeJS.ProcessEnv, stsRegion: string | undefined): { url: URL; region: string } {
  const { partition, region: ownRegion } = placeFromEnvironment(env);
  if (stsRegion === undefined && partition === 'aws') {
    return { url: new URL('https://sts.amazonaws.com/'), region: 'us-east-1' };
  }
  const region = stsRegion ?? ownRegion;
  // Without the environment: the endpoint variables are for calls of the function's own.
  return { url: awsEndpoint('sts', {}, partition, region), region };
}

/** @see https://developer.hashicorp.com/vault/api-docs/auth/aws#login */
function awsBody(
  { role, serverId, stsRegion }: Extract<VaultAuth, { readonly method: 'aws-iam' }>,
  env: NodeJS.ProcessEnv,
  now: number,
): object {
  const { url, body, headers } = callerIdentityProof({ env, now, serverId, stsRegion });
  return {
    role,
    iam_http_request_method: 'POST',
    iam_request_url: base64(url),
    iam_request_body: base64(body),
    iam_request_headers: base64(JSON.stringify(headers)),
  };
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The token of the method `token`. */
export function heldToken({ token }: VaultSecret): string {
  if (isToken(token)) return token;
  throw unusableSecret('it has no token');
}

/** Whether it can be sent as a header. */
export const isToken = (value: unknown): value is string => typeof value === 'string' && /^[!-~]+$/.test(value);
