import type { Credentials } from '../connection/connection.ts';
import type { SourceTools } from './source-tools.ts';

const CONNECT_MS = 5_000;
const REQUEST_MS = 30_000;

const ignore = (): void => undefined;

/** The SDK's sources would print to the console. */
const SILENT = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

type AskedOverNetwork = Pick<SourceTools, 'region' | 'httpsAgent'>;

const bounded = ({ region, httpsAgent }: AskedOverNetwork) => ({
  region,
  requestHandler: {
    connectionTimeout: CONNECT_MS,
    requestTimeout: REQUEST_MS,
    throwOnRequestTimeout: true,
    ...(httpsAgent && { httpsAgent }),
  },
});

/** The SDK's part for `aws sso login`: a token from its cache against keys. */
export async function ssoCredentials(profile: string, tools: AskedOverNetwork): Promise<Credentials> {
  const { fromSSO } = await import('@aws-sdk/credential-provider-sso');
  return fromSSO({ profile, logger: SILENT, clientConfig: bounded(tools) })();
}

/** The SDK's part for `aws login`. */
export async function loginCredentials(profile: string, tools: AskedOverNetwork): Promise<Credentials> {
  const { fromLoginCredentials } = await import('@aws-sdk/credential-provider-login');
  return fromLoginCredentials({ profile, logger: SILENT, clientConfig: bounded(tools) })();
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html */
export async function containerMetadata(): Promise<Credentials> {
  const { fromHttp } = await import('@aws-sdk/credential-provider-http');
  return fromHttp({ logger: SILENT })();
}

/** @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-imds-credentials.html */
export async function instanceMetadata(): Promise<Credentials> {
  const { fromInstanceMetadata } = await import('@smithy/credential-provider-imds');
  return fromInstanceMetadata({ logger: SILENT })();
}
