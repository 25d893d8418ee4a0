import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isLoopback } from '../aws/connection/guards.ts';
import type { Aws } from '../aws/open-aws.ts';
import { byEitherPort, type DeviceEndpoint } from '../device/device-endpoint.ts';
import { CertprovError } from '../errors.ts';

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
  const server = endpointHost === undefined ? undefined : await servedBroker(endpointHost, home);
  return server === undefined
    ? byEitherPort({ host: servername, servername, caPem: undefined })
    : ofSandbox(server, servername);
}

/** The account is the sandbox that another process serves from this home: its devices connect to that process. */
async function servedBroker(endpointHost: string, home: string): Promise<SandboxBroker | undefined> {
  const { findServer } = await import('../sandbox/serving.ts');
  const server = await findServer(join(home, 'sandbox'));
  if (!server || new URL(server.endpoint).host !== endpointHost) return undefined;
  const { caFile, ...mqtt } = server.mqtt;
  return { ...mqtt, caPem: await readFile(caFile, 'utf8') };
}

/** Where a sandbox says that its devices connect. */
interface SandboxBroker {
  readonly host: string;
  readonly port: number;
  readonly alpnPort: number;
  readonly caPem: string;
}

/** Ports of this machine stand for AWS IoT's; the name is AWS IoT's all the same, and is checked. */
export const ofSandbox = ({ host, port, alpnPort, caPem }: SandboxBroker, servername: string): DeviceEndpoint =>
  byEitherPort(onThisMachine({ host, servername, caPem: [caPem] }), { 8883: port, 443: alpnPort });

/** A device of the sandbox goes nowhere else. */
function onThisMachine<E extends { readonly host: string }>(endpoint: E): E {
  if (isLoopback(endpoint.host)) return endpoint;
  throw new CertprovError('SANDBOX_REFUSED', `a device would have connected to ${endpoint.host}, not to this machine`, {
    fix: 'leave out --sandbox to work on AWS',
    details: { host: endpoint.host },
  });
}
