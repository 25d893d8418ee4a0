import { CertprovError, EXIT } from '../../errors.ts';
import { type HostProfile, settingOf } from '../credentials/host-profile.ts';

export interface ConfiguredEndpoint {
  readonly url: string;
  /** What set it, as the operator wrote it: a variable, or a setting of the profile. */
  readonly setBy: string;
}

/** Services that certprov calls, by the names that endpoint variables use (`AWS_ENDPOINT_URL_ACM_PCA`). */
export const SERVICES = [
  'sts',
  'iam',
  'iot',
  'lambda',
  'acm-pca',
  'cloudwatch',
  'cloudwatch-logs',
  'cloudtrail',
  'kms',
  'secrets-manager',
  'ec2',
] as const;

export type ServiceName = (typeof SERVICES)[number];

export type ConfiguredEndpoints = Partial<Readonly<Record<ServiceName, ConfiguredEndpoint>>>;

/**
 * Endpoints that the environment or the profile sets instead of AWS's own. The SDK would find them by itself, but
 * certprov has to show them: a change may go to another place than the operator thinks.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export function configuredEndpoints(profile: HostProfile, env = process.env): ConfiguredEndpoints {
  const ignored = env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] ?? profile.setting('ignore_configured_endpoint_urls');
  if (ignored?.toLowerCase() === 'true') return {};
  const found = SERVICES.map((service) => [service, endpointOf(service, profile, env)] as const);
  return Object.fromEntries(found.filter(([, endpoint]) => endpoint !== undefined));
}

function endpointOf(
  service: ServiceName,
  profile: HostProfile,
  env: NodeJS.ProcessEnv,
): ConfiguredEndpoint | undefined {
  const key = service.replaceAll('-', '_');
  for (const variable of [`AWS_ENDPOINT_URL_${key.toUpperCase()}`, 'AWS_ENDPOINT_URL']) {
    const url = env[variable];
    if (url) return checked(url, service, variable);
  }
  const section = profile.setting('services');
  // The SDK's parser names sections `services.<name>` and nested keys `<service>.endpoint_url`.
  const own = section && settingOf(profile.files.config, `services.${section}`, `${key}.endpoint_url`);
  if (own) return checked(own, service, `endpoint_url of ${key} in [services ${section}] of your AWS config`);
  const url = profile.setting('endpoint_url');
  return url ? checked(url, service, `endpoint_url of your AWS profile ${profile.name}`) : undefined;
}

function checked(url: string, service: ServiceName, setBy: string): ConfiguredEndpoint {
  if (URL.canParse(url) && /^https?:$/.test(new URL(url).protocol)) return { url: withoutUser(url), setBy };
  throw new CertprovError(
    'USAGE_INVALID',
    `the endpoint that is set for ${service} is no http or https URL (${setBy})`,
    {
      fix: `correct ${setBy}`,
      exitCode: EXIT.usage,
      details: { setBy },
    },
  );
}

/** No AWS client sends a name and password in a URL to anybody, and so nobody has to see them in an error. */
function withoutUser(url: string): string {
  const parsed = new URL(url);
  if (parsed.username === '' && parsed.password === '') return url;
  [parsed.username, parsed.password] = ['', ''];
  return parsed.href;
}

/** Of a service by its name in a policy and in the AWS CLI. */
export const configuredFor = (service: string, endpoints: ConfiguredEndpoints): ConfiguredEndpoint | undefined =>
  endpoints[CALLED[service] ?? (service as ServiceName)];

const CALLED: Readonly<Record<string, ServiceName>> = { secretsmanager: 'secrets-manager', logs: 'cloudwatch-logs' };

/** All hosts that stand in for AWS, for a screen. */
export function hostsOf(endpoints: ConfiguredEndpoints): string | undefined {
  const hosts = new Set(Object.values(endpoints).map(({ url }) => new URL(url).host));
  return hosts.size === 0 ? undefined : [...hosts].join(', ');
}
