import { isLoopback } from '../../aws/connection/guards.ts';
import type { ReadingContext } from '../../context.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import { byEitherPort, type DeviceEndpoint, type MqttPort, onlyBy } from '../../device/device-endpoint.ts';
import { CertprovError, usageInvalid } from '../../errors.ts';
import { readText } from '../../local/read-input.ts';

const LAST_PORT = 65_535;

interface NamedEndpointFlags {
  readonly endpoint?: string | undefined;
  readonly tlsRoots?: string | undefined;
  readonly mqttPort?: MqttPort | undefined;
}

/** `--endpoint host[:port]`: a custom domain, a VPC endpoint, or a sandbox that is served by another process. */
export async function namedEndpoint(
  { endpoint, tlsRoots, mqttPort }: NamedEndpointFlags,
  { isSandbox }: Pick<ReadingContext, 'isSandbox'>,
): Promise<DeviceEndpoint | undefined> {
  if (endpoint === undefined) {
    if (tlsRoots !== undefined) throw usageInvalid('--tls-roots goes with --endpoint');
    return undefined;
  }
  const [, host = '', port] = /^([a-z\d.-]+)(?::(\d{1,5}))?$/i.exec(endpoint) ?? [];
  if (host === '' || Number(port ?? 0) > LAST_PORT)
    throw usageInvalid(`--endpoint ${endpoint} is not a host`, 'write it as host or host:port');
  if (port !== undefined && mqttPort !== undefined)
    throw usageInvalid(`--endpoint ${endpoint} names a port already, so --mqtt-port has no meaning`);
  if (isSandbox && !isLoopback(host)) {
    throw new CertprovError('SANDBOX_REFUSED', `${host} is not this machine, so it is not a sandbox`, {
      fix: 'leave out --sandbox to work on AWS',
      details: { host },
    });
  }
  const caPem = tlsRoots === undefined ? undefined : await readRoots(tlsRoots);
  const place = { host, servername: host, caPem };
  return port === undefined ? onlyBy(byEitherPort(place), mqttPort) : { ...place, port: Number(port) };
}

async function readRoots(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  if (readPemBlocks(text).blocks.some(({ label }) => label === 'CERTIFICATE')) return [text];
  throw usageInvalid(`${path} holds no certificate in PEM`);
}
