import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer } from './dispatch.ts';
import type { WireRequest } from './message.ts';

const MAX_BODY_BYTES = 64 * 1024 * 1024;

interface Listener {
  readonly endpoint: string;
  close(): Promise<void>;
}

/** An HTTP server on the loopback interface and no other. */
export async function listen(port: number, answer: (request: WireRequest) => Promise<Answer>): Promise<Listener> {
  const server = createServer((request, response) => {
    serveOne(request, response, answer).catch(() => response.destroy());
  });
  // A client that waits for "100 Continue" before its body gets it from Node.
  server.keepAliveTimeout = 60_000;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serveOne(
  request: IncomingMessage,
  response: ServerResponse,
  answer: (request: WireRequest) => Promise<Answer>,
): Promise<void> {
  // Another name would be a page on the Web that a browser was made to send here (DNS rebinding).
  if (!isOurs(request.headers.host ?? '')) {
    response
      .writeHead(403, { 'content-type': 'text/plain', connection: 'close' })
      .end('this server answers to loopback host names only\n');
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    response.writeHead(413, {
      'content-type': 'application/json',
      'x-amzn-errortype': 'RequestEntityTooLargeException',
      connection: 'close',
    });
    response.end(JSON.stringify({ message: `Request must be smaller than ${MAX_BODY_BYTES} bytes` }));
    return;
  }
  const [path = '/', query = ''] = splitOnce(request.url ?? '/', '?');
  const answered = await answer({ method: request.method ?? 'GET', path, query, headers: headersOf(request), body });
  if (answered === 'cut') {
    request.socket.destroy();
    return;
  }
  response.writeHead(answered.status, {
    ...answered.headers,
    ...(answered.status === 204 ? {} : { 'content-length': Buffer.byteLength(answered.body) }),
  });
  response.end(answered.body);
}

/** Also for AWS's own names: a proxy or a table of hosts leads them here, and no page on the Web has one. */
const AWS_NAME = /\.(amazonaws\.com|api\.aws)$/;

function isOurs(host: string): boolean {
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    name === '127.0.0.1' ||
    name === '[::1]' ||
    AWS_NAME.test(name)
  );
}

async function bodyOf(request: IncomingMessage): Promise<Uint8Array | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BODY_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** From the raw list: Node drops repetitions of some headers, which a signature covers. */
function headersOf(request: IncomingMessage): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i < request.rawHeaders.length; i += 2) {
    const name = request.rawHeaders[i]!.toLowerCase();
    const value = request.rawHeaders[i + 1]!.trim();
    headers[name] = headers[name] === undefined ? value : `${headers[name]},${value}`;
  }
  return headers;
}

function splitOnce(text: string, separator: string): readonly string[] {
  const at = text.indexOf(separator);
  return at < 0 ? [text] : [text.slice(0, at), text.slice(at + 1)];
}
