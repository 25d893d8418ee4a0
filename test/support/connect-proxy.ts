import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

interface ConnectProxyOptions {
  /** `user:password`; without them nobody is let through. */
  readonly credentials?: string;
  /** Where a target really is; undefined: the proxy answers 403. Without a map it dials what it is asked for. */
  readonly route?: (target: string) => number | undefined;
  /** Takes the connection and never answers. */
  readonly silent?: boolean;
}

export interface ConnectProxy extends AsyncDisposable {
  readonly port: number;
  /** `host:port` of every CONNECT, in order. */
  readonly targets: readonly string[];
}

/** An HTTP proxy as companies have them, which knows CONNECT (RFC 9110 §9.3.6) and Basic authentication. */
export async function startConnectProxy({
  credentials,
  route,
  silent,
}: ConnectProxyOptions = {}): Promise<ConnectProxy> {
  const targets: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  });
  server.on('connect', (request, stream, head) => {
    const client = stream as Socket;
    const target = request.url ?? '';
    targets.push(target);
    if (silent) return;
    const expected = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
    if (expected !== undefined && request.headers['proxy-authorization'] !== expected) {
      client.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="corp"\r\n\r\n');
      return;
    }
    const [, host = '', port = ''] = /^(.*):(\d+)$/.exec(target) ?? [];
    const onward = route === undefined ? Number(port) : route(target);
    if (onward === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const upstream = connect(onward, route === undefined ? host : '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy()).once('close', () => sockets.delete(upstream));
    client.on('error', () => upstream.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    targets,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
