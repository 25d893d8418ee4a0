import { partitionOf, PARTITIONS, REGION } from '../../partitions.ts';
import { EnvironmentReader } from '../environment-reader.ts';

/** Services that a signer calls, by the first label of their host. */
export type SignerService = 'acm-pca' | 'kms' | 'secretsmanager' | 'sts';

/** As the SDKs name the service in `AWS_ENDPOINT_URL_…`. */
const VARIABLES: Readonly<Record<SignerService, string>> = {
  'acm-pca': 'AWS_ENDPOINT_URL_ACM_PCA',
  kms: 'AWS_ENDPOINT_URL_KMS',
  secretsmanager: 'AWS_ENDPOINT_URL_SECRETS_MANAGER',
  sts: 'AWS_ENDPOINT_URL_STS',
};

/**
 * Where a service is reached: the usual endpoint variables first, then the Region's own.
 * Plain HTTP carries a session token, so it is for this machine only.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function awsEndpoint(service: SignerService, env: NodeJS.ProcessEnv, partition: string, region: string): URL {
  const variable = [VARIABLES[service], 'AWS_ENDPOINT_URL'].find((name) => env[name]);
  if (variable === undefined) {
    const suffix = PARTITIONS.find(({ id }) => id === partition)?.dnsSuffix;
    if (suffix === undefined) {
      throw new Error(`the endpoint of ${service} in partition ${partition} is not known: set ${VARIABLES[service]}`);
    }
    return new URL(`https://${service}.${region}.${suffix}/`);
  }
  const text = env[variable] ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') {
    throw new Error(`${variable} is not the plain URL of a host, such as https://${service}.example.com`);
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new Error(`${variable} must use https: http is allowed for a loopback address only`);
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);

export interface AwsPlace {
  readonly partition: string;
  readonly region: string;
}

/** Where the function itself runs, and so where its secrets are: Lambda sets `AWS_REGION`. */
export function placeFromEnvironment(env: Readonly<Record<string, string | undefined>>): AwsPlace {
  const read = new EnvironmentReader(env);
  const region = read.text('AWS_REGION', (value) => REGION.pattern.test(value), 'an AWS Region');
  read.throwProblems();
  return { partition: partitionOf(region).id, region };
}
