import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import { isLoopback } from '../aws/connection/guards.ts';

/** Where a sandbox says that its devices connect. */
export interface SandboxBroker {
  readonly host: string;
  readonly port: number;
  readonly alpnPort: number;
  readonly caPem: string;
}

const PATH = '/_sandbox/devices';
const LIMIT_MS = 5_000;

/**
 * Whoever serves the account on this machine is asked where its devices connect: AWS IoT's name for it is in no DNS.
 * Undefined when it is no sandbox of certprov; another machine is not asked, since nothing there would vouch for itself.
 */
export async function askSandbox(endpoint: string): Promise<SandboxBroker | undefined> {
  const url = new URL(PATH, endpoint);
  if (url.protocol !== 'http:' || !isLoopback(url.hostname)) return undefined;
  try {
    return readBroker(JSON.parse(await bodyOf(url)));
  } catch {
    // Another emulator: what it has at this path says nothing.
    return undefined;
  }
}

const bodyOf = (url: URL): Promise<string> =>
  new Promise((resolve, reject) => {
    const request = get(url, { agent: false, signal: AbortSignal.timeout(LIMIT_MS) }, (response) => {
      text(response).then(resolve, reject);
    });
    request.on('error', reject);
  });

function readBroker(answer: unknown): SandboxBroker | undefined {
  const { host, port, alpnPort, caPem } = Object(answer) as Partial<Record<keyof SandboxBroker, unknown>>;
  if (typeof host !== 'string' || typeof caPem !== 'string') return undefined;
  return isPort(port) && isPort(alpnPort) ? { host, port, alpnPort, caPem } : undefined;
}

const isPort = (value: unknown): value is number => Number.isInteger(value) && Number(value) > 0;
