import { once } from 'node:events';
import { createServer as createProxy } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext } from 'node:tls';
import { endpointCertificate } from './mqtt/endpoint-certificate.ts';
import type { Sandbox } from './sandbox.ts';

interface ProxyOnly {
  /** What HTTPS_PROXY has to be. */
  readonly url: string;
  /** Of the CA that vouches for AWS's names and for the devices' endpoint. */
  readonly caPem: string;
  close(): Promise<void>;
}

const AWS_NAME = /\.(amazonaws\.com|api\.aws)$/;

/**
 * A network from which only a proxy leads out: the account stands under AWS's own names, with TLS, and nobody knows them
 * but a proxy that knows CONNECT (RFC 9110 §9.3.6). What is no name of AWS is refused: nothing leaves this machine.
 */
export async function openProxyOnly(sandbox: Sandbox): Promise<ProxyOnly> {
  const { store, region, endpoint } = sandbox;
  const { servername, caPem } = await sandbox.mqtt();
  const sockets = new Set<Socket>();
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('error', () => socket.destroy()).once('close', () => sockets.delete(socket));
  };

  const identities = new Map<string, Promise<SecureContext>>();
  const identityOf = (name: string): Promise<SecureContext> => {
    const made = identities.get(name) ?? endpointCertificate([name], store, region).then(createSecureContext);
    identities.set(name, made);
    return made;
  };
  const identify = async (name: string, done: (error: Error | null, context?: SecureContext) => void) => {
    try {
      done(null, await identityOf(name));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  };
  const front = createServer({ SNICallback: (name, done) => void identify(name, done) });
  front.on('tlsClientError', (_error, socket) => socket.destroy());
  front.on('secureConnection', (socket) => {
    const onward = keep(connect(Number(new URL(endpoint).port), '127.0.0.1'));
    keep(socket).once('close', () => onward.destroy());
    onward.once('close', () => socket.destroy());
    socket.pipe(onward).pipe(socket);
  });
  const frontPort = await listening(front);

  /** The port of this machine behind a name; undefined for what is not AWS's. */
  const portOf = async (target: string): Promise<number | undefined> => {
    const [, host = '', port = ''] = /^([^:]+):(\d+)$/.exec(target.toLowerCase()) ?? [];
    if (host === servername && port === '8883') return (await sandbox.mqtt()).port;
    if (host === servername && port === '443') return (await sandbox.mqtt()).alpnPort;
    return AWS_NAME.test(host) && port === '443' ? frontPort : undefined;
  };
  const proxy = createProxy((_request, response) => response.writeHead(405).end('this proxy knows CONNECT only\n'));
  proxy.on('connection', keep);
  const lead = async (target: string, client: Socket, head: Buffer): Promise<void> => {
    const port = await portOf(target);
    if (port === undefined) {
      client.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    const onward = keep(connect(port, '127.0.0.1'));
    // A port that nobody answers on: see `sandbox network`.
    onward.once('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    onward.once('connect', () => {
      client.write('HTTP/1.1 200 Connection established\r\n\r\n');
      onward.write(head);
      onward.pipe(client).pipe(onward);
    });
    client.once('close', () => onward.destroy());
  };
  proxy.on('connect', (request, stream, head) => {
    lead(request.url ?? '', stream as Socket, head).catch(() => stream.destroy());
  });
  const url = `http://127.0.0.1:${await listening(proxy)}`;

  return {
    url,
    caPem,
    async close() {
      const closed = [proxy, front].map(async (server) => {
        server.close();
        if (server.listening) await once(server, 'close');
      });
      for (const socket of sockets) socket.destroy();
      await Promise.all(closed);
    },
  };
}

async function listening(server: ReturnType<typeof createProxy> | ReturnType<typeof createServer>): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}
