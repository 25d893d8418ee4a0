import { awsEndpoint, placeFromEnvironment } from './aws/aws-endpoint.ts';
import { credentialsFromEnvironment } from './aws/credentials-from-environment.ts';
import { signAwsPost } from './aws/sign-aws-request.ts';

export interface CallerIdentityOptions {
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
