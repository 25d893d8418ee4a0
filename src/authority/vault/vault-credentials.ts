import { unusableSecret } from '../authority-error.ts';
import type { VaultAuth } from '../authority.ts';
import { callerIdentityProof } from '../caller-identity-proof.ts';
import type { VaultSecret } from '../secret-documents.ts';

export interface VaultCredentials {
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
