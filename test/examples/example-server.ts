import { createHash, createHmac } from 'node:crypto';
import type { Server } from 'node:https';
import type { AddressInfo } from 'node:net';
// @ts-expect-error -- the example is plain JavaScript
import { webhookServer } from '../../examples/webhook-server/server.mjs';
import { httpClient } from '../../src/authority/http/http-client.ts';
import { opensslDeviceRequest, type DeviceRequest } from '../authority/device-request.ts';

export const KEY = 'schlüssel';
export const REQUEST = opensslDeviceRequest();
export const requestId = ({ csr }: DeviceRequest): string => createHash('sha256').update(csr.der).digest('hex');

/** The server in this process, with a clock and a CA of the test's own, and requests that need not be right. */
export async function startServer(
  identity: { readonly key: string; readonly cert: string },
  issue: (csrPem: string, days: number) => Promise<string>,
) {
  const clock = { now: 1_795_348_800_000 };
  const logged: unknown[] = [];
  const log = (error: unknown) => void logged.push(error);
  const server: Server = webhookServer({ tls: identity, hmacKeys: [KEY], issue, now: () => clock.now, log });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `https://127.0.0.1:${(server.address() as AddressInfo).port}/sign`;
  const send = httpClient({ rootsPem: identity.cert });

  async function post(document: unknown, headers: Record<string, string> = {}, path = '/sign') {
    const body = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
    const timestamp = headers['x-certprov-timestamp'] ?? String(Math.floor(clock.now / 1000));
    const signature = createHmac('sha256', KEY).update(`${timestamp}.${body.toString()}`).digest('hex');
    const sent = {
      'x-certprov-request-id': requestId(REQUEST),
      'x-certprov-timestamp': timestamp,
      'x-certprov-signature': `v1=${signature}`,
      ...headers,
    };
    const answer = await send(
      { method: 'POST', url: new URL(path, url), headers: sent, body },
      AbortSignal.timeout(10_000),
    );
    return { status: answer.status, document: JSON.parse(answer.text) };
  }
  return {
    url,
    clock,
    logged,
    post,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
