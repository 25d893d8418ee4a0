import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoopback } from '../aws/connection/guards.ts';
import type { Aws } from '../aws/open-aws.ts';
import type { DeviceEndpoint } from '../device/device-endpoint.ts';
import { CertprovError } from '../errors.ts';

/** MQTT over TLS with client certificates. @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const MQTT_PORT = 8883;

/**
 * Node.js brings the roots that Mozilla trusts, and Amazon's are among them, so that devices' roots need no file here.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html
 * @see https://nodejs.org/api/tls.html#tlsrootcertificates
 */
export async function openDeviceEndpoint(
  { reader, endpointHost }: Pick<Aws, 'reader' | 'endpointHost'>,
  home: string,
): Promise<DeviceEndpoint> {
  const servername = await reader.describeEndpoint();
  const served = endpointHost === undefined ? undefined : await servedBroker(endpointHost, home);
  return { host: servername, port: MQTT_PORT, caPem: undefined, ...served, servername };
}

/** The account is the sandbox that another process serves from this home: its devices connect to that process. */
async function servedBroker(
  endpointHost: string,
  home: string,
): Promise<Pick<DeviceEndpoint, 'host' | 'port' | 'caPem'> | undefined> {
  const { findServer } = await import('../sandbox/serving.ts');
  const server = await findServer(join(home, 'sandbox'));
  if (!server || new URL(server.endpoint).host !== endpointHost) return undefined;
  const { host, port, caFile } = server.mqtt;
  return onThisMachine({ host, port, caPem: [await readFile(caFile, 'utf8')] });
}

/** A device of the sandbox goes nowhere else. */
export function onThisMachine<E extends { readonly host: string }>(endpoint: E): E {
  if (isLoopback(endpoint.host)) return endpoint;
  throw new CertprovError('SANDBOX_REFUSED', `a device would have connected to ${endpoint.host}, not to this machine`, {
    fix: 'leave out --sandbox to work on AWS',
    details: { host: endpoint.host },
  });
}
