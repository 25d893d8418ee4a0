import { isLoopback } from '../aws/connection/guards.ts';
import type { Aws } from '../aws/open-aws.ts';
import { byEitherPort, type DeviceEndpoint } from '../device/device-endpoint.ts';
import { CertprovError } from '../errors.ts';
import { askSandbox, type SandboxBroker } from './ask-sandbox.ts';

/**
 * Node.js brings the roots that Mozilla trusts, and Amazon's are among them, so that devices' roots need no file here.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/server-authentication.html
 * @see https://nodejs.org/api/tls.html#tlsrootcertificates
 */
export async function openDeviceEndpoint({
  reader,
  endpointOf,
}: Pick<Aws, 'reader' | 'endpointOf'>): Promise<DeviceEndpoint> {
  const servername = await reader.describeEndpoint();
  const endpoint = endpointOf('iot');
  const broker = endpoint === undefined ? undefined : await askSandbox(endpoint);
  return broker === undefined
    ? byEitherPort({ host: servername, servername, caPem: undefined })
    : ofSandbox(broker, servername);
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
