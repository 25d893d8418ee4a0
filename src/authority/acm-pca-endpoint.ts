const DNS_SUFFIXES: Readonly<Record<string, string>> = {
  aws: 'amazonaws.com',
  'aws-us-gov': 'amazonaws.com',
  'aws-cn': 'amazonaws.com.cn',
  'aws-eusc': 'amazonaws.eu',
};

/**
 * Where AWS Private CA is reached: the usual endpoint variables first, then the Region's own.
 * Plain HTTP carries a session token, so it is for this machine only.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function acmPcaEndpoint(env: NodeJS.ProcessEnv, partition: string, region: string): URL {
  const variable = ['AWS_ENDPOINT_URL_ACM_PCA', 'AWS_ENDPOINT_URL'].find((name) => env[name]);
  if (variable === undefined) {
    const suffix = DNS_SUFFIXES[partition];
    if (suffix === undefined) {
      throw new Error(
        `the endpoint of AWS Private CA in partition ${partition} is not known: set AWS_ENDPOINT_URL_ACM_PCA`,
      );
    }
    return new URL(`https://acm-pca.${region}.${suffix}/`);
  }
  const text = env[variable] ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') {
    throw new Error(`${variable} is not the plain URL of a host, such as https://acm-pca.example.com`);
  }
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname))) return url;
  throw new Error(`${variable} must use https: http is allowed for a loopback address only`);
}

const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname);
