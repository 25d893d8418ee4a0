import type { ServiceName } from './configured-endpoints.ts';
import type { Connection } from './connection.ts';
import { namedEndpoint } from './endpoint-variant.ts';

/** What a client may be used for: only reads, changes, or the one invocation of a dry run. */
export type Access = 'read' | 'write' | 'invoke';

export type ClientSettings = ReturnType<typeof clientSettings>;

/** Settings that every SDK client gets; those with a default in the host's AWS settings are all set when isolated. */
export function clientSettings(connection: Connection, service: ServiceName, access: Access) {
  const { region, credentials, endpoints, variant, isolated, timeouts, agents, userAgent } = connection;
  const own = service === 'acm-pca' || service === 'ec2' ? namedEndpoint(service, region, variant) : undefined;
  const endpoint = endpoints[service]?.url ?? own;
  return {
    region,
    credentials,
    customUserAgent: userAgent,
    maxAttempts: 1,
    retryMode: 'standard',
    ignoreConfiguredEndpointUrls: true,
    ...(endpoint === undefined ? {} : { endpoint }),
    // The SDK refuses both beside an endpoint that is named.
    useFipsEndpoint: endpoint === undefined && variant.fips !== undefined,
    useDualstackEndpoint: endpoint === undefined && variant.dualStack !== undefined,
    defaultsMode: 'legacy' as const,
    authSchemePreference: async () => ['sigv4'],
    ...(isolated ? ISOLATED : {}),
    requestHandler: {
      connectionTimeout: timeouts.connectMs,
      requestTimeout: access === 'invoke' ? timeouts.invokeMs : timeouts.requestMs,
      throwOnRequestTimeout: true,
      // A kept connection may be closed by AWS at the very moment it is used again. A read is repeated then; whether a
      // change was carried out would be unknown, so everything else gets a connection of its own.
      ...(access === 'read' ? { httpAgent: agents.http, httpsAgent: agents.https } : oneRequest(agents)),
    },
  };
}

const oneRequest = ({ once }: Connection['agents']) => ({
  httpAgent: once?.http ?? { keepAlive: false },
  httpsAgent: once?.https ?? { keepAlive: false, rejectUnauthorized: true },
});

const ISOLATED = {
  userAgentAppId: async () => undefined,
} as const;
