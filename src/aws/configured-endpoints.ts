import { loadConfig } from '@smithy/core/config';
import { CertprovError, EXIT } from '../errors.ts';
import { SERVICES, type ServiceName } from './connection.ts';

type Section = Readonly<Record<string, string | undefined>>;

/**
 * Endpoints that the environment or the profile sets instead of AWS's own. The SDK would find them by itself, but
 * certprov has to show them: a change may go to another place than the operator thinks.
 * @see https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
 */
export async function configuredEndpoints(profile: string | undefined): Promise<Partial<Record<ServiceName, string>>> {
  const options = profile === undefined ? {} : { profile };
  const ignored = loadConfig(
    {
      environmentVariableSelector: (env) => env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'],
      configFileSelector: (section) => section['ignore_configured_endpoint_urls'],
      default: 'false',
    },
    options,
  );
  if ((await ignored()).toLowerCase() === 'true') return {};
  const found = await Promise.all(
    SERVICES.map(async (service) => [service, await endpointOf(service, options)] as const),
  );
  return Object.fromEntries(found.filter(([, endpoint]) => endpoint !== ''));
}

async function endpointOf(service: ServiceName, options: { readonly profile?: string }): Promise<string> {
  const key = service.replace('-', '_');
  const find = loadConfig(
    {
      environmentVariableSelector: (env) =>
        env[`AWS_ENDPOINT_URL_${key.toUpperCase()}`] || env['AWS_ENDPOINT_URL'] || undefined,
      configFileSelector: (section: Section, file?: Readonly<Record<string, Section>>) =>
        // The SDK's parser names sections `services.<name>` and nested keys `<service>.endpoint_url`.
        (section['services'] && file?.[`services.${section['services']}`]?.[`${key}.endpoint_url`]) ||
        section['endpoint_url'] ||
        undefined,
      default: '',
    },
    options,
  );
  const endpoint = await find();
  if (endpoint !== '' && !URL.canParse(endpoint)) {
    throw new CertprovError('USAGE_INVALID', `the endpoint that is set for ${service} is not a URL`, {
      fix: 'look at AWS_ENDPOINT_URL and at endpoint_url in your AWS profile',
      exitCode: EXIT.usage,
    });
  }
  return endpoint;
}

/** All hosts that stand in for AWS, for a screen. */
export function hostsOf(endpoints: Partial<Record<ServiceName, string>>): string | undefined {
  const hosts = new Set(Object.values(endpoints).map((endpoint) => new URL(endpoint).host));
  return hosts.size === 0 ? undefined : [...hosts].join(', ');
}
