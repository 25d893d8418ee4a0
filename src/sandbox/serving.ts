import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { MqttEndpoint } from './mqtt/broker.ts';

/** Where an account is served. */
export interface Server {
  readonly endpoint: string;
  /** For devices. */
  readonly mqtt: MqttServer;
  /** Set where nothing else leads to the account. */
  readonly proxy?: ServedProxy;
}

export type ServedProxy = {
  /** What HTTPS_PROXY has to be. */
  readonly url: string;
  /** Path of the CA certificate that vouches for AWS's names. */
  readonly caFile: string;
};

/** A type and not an interface, so that it counts as JSON. */
export type MqttServer = {
  readonly host: string;
  readonly port: number;
  /** Stands for AWS IoT's 443. */
  readonly alpnPort: number;
  readonly servername: string;
  /** Path of the CA certificate that vouches for the endpoint. */
  readonly caFile: string;
};

const fileOf = (folder: string): string => join(folder, 'serving.json');

/** Leaves word where the account is served, and the CA certificate that devices need; the answer takes the word back. */
export async function recordServer(
  folder: string,
  endpoint: string,
  { host, port, alpnPort, servername, caPem }: MqttEndpoint,
  proxyUrl?: string,
): Promise<Server & { readonly forget: () => Promise<void> }> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const caFile = join(folder, 'endpoint-ca.pem');
  await writeFile(caFile, caPem, { mode: 0o644 });
  const proxy = proxyUrl === undefined ? {} : { proxy: { url: proxyUrl, caFile } };
  const server: Server = { endpoint, mqtt: { host, port, alpnPort, servername, caFile }, ...proxy };
  await writeFile(fileOf(folder), JSON.stringify({ ...server, pid: process.pid }), { mode: 0o600 });
  return { ...server, forget: () => rm(fileOf(folder), { force: true }) };
}

/** Where the account is served now; undefined when nobody does, or the one who did is gone. */
export async function findServer(folder: string): Promise<Server | undefined> {
  try {
    const { pid, ...server } = JSON.parse(await readFile(fileOf(folder), 'utf8')) as Server & { readonly pid: number };
    process.kill(pid, 0);
    return server;
  } catch {
    return undefined;
  }
}
