import { isLoopback } from '../../aws/connection/guards.ts';
import type { ReadingContext } from '../../context.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import type { DeviceEndpoint } from '../../device/device-endpoint.ts';
import { CertprovError, usageInvalid } from '../../errors.ts';
import { readText } from '../../local/read-input.ts';

const MQTT_PORT = 8883;

/** `--endpoint host[:port]`: a custom domain, a VPC endpoint, or a sandbox that is served by another process. */
export async function namedEndpoint(
  { endpoint, tlsRoots }: { readonly endpoint?: string | undefined; readonly tlsRoots?: string | undefined },
  { isSandbox }: Pick<ReadingContext, 'isSandbox'>,
): Promise<DeviceEndpoint | undefined> {
  if (endpoint === undefined) {
    if (tlsRoots !== undefined) throw usageInvalid('--tls-roots goes with --endpoint');
    return undefined;
  }
  const [, host = '', port] = /^([a-z\d.-]+)(?::(\d{1,5}))?$/i.exec(endpoint) ?? [];
  if (host === '' || Number(port ?? MQTT_PORT) > 65_535)
    throw usageInvalid(`--endpoint ${endpoint} is not a host`, 'write it as host or host:port');
  if (isSandbox && !isLoopback(host)) {
    throw new CertprovError('SANDBOX_REFUSED', `${host} is not this machine, so it is not a sandbox`, {
      fix: 'leave out --sandbox to work on AWS',
      details: { host },
    });
  }
  return {
    host,
    port: Number(port ?? MQTT_PORT),
    servername: host,
    caPem: tlsRoots === undefined ? undefined : await readRoots(tlsRoots),
  };
}

async function readRoots(path: string): Promise<readonly string[]> {
  const text = await readText(path);
  if (readPemBlocks(text).blocks.some(({ label }) => label === 'CERTIFICATE')) return [text];
  throw usageInvalid(`${path} holds no certificate in PEM`);
}
