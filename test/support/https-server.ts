import type { IncomingHttpHeaders } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';
import type { TLSSocket } from 'node:tls';

/** PEM, as `makeServerIdentity` makes it. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

export interface ServedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly text: string;
  /** Port of the client's end: equal for requests that share a connection. */
  readonly port: number | undefined;
  /** PEM-less DER of the client's certificate, when it showed one. */
  readonly clientCertificate: Buffer | undefined;
}

/** `hang`: the request is read and never answered. `drop`: the connection is cut. */
export type ServedAnswer =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  | 'hang'
  | 'drop';

/** What to answer; `index` counts the requests from 0. */
export type Answering = (request: ServedRequest, index: number) => ServedAnswer | Promise<ServedAnswer>;

export interface HttpsServer {
  /** `https://127.0.0.1:<port>` */
  readonly origin: string;
  readonly requests: readonly ServedRequest[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** A real HTTPS server on 127.0.0.1. With `clientRoots` (PEM) nobody is let in without a certificate that they vouch for. */
export async function startHttpsServer(
  identity: ServerIdentity,
  answer: Answering,
  { clientRoots }: { readonly clientRoots?: string | undefined } = {},
): Promise<HttpsServer> {
  const requests: ServedRequest[] = [];
  const server = createServer(
    {
      ...identity,
      ...(clientRoots === undefined ? {} : { ca: clientRoots, requestCert: true, rejectUnauthorized: true }),
    },
    (incoming, outgoing) => {
      const serve = async (): Promise<void> => {
        const body = await buffer(incoming);
        const socket = incoming.socket as TLSSocket;
        const request: ServedRequest = {
          method: incoming.method ?? '',
          path: incoming.url ?? '',
          headers: incoming.headers,
          body,
          text: body.toString(),
          port: socket.remotePort,
          clientCertificate: socket.getPeerX509Certificate()?.raw,
        };
        const index = requests.push(request) - 1;
        const answered = await answer(request, index);
        if (answered === 'hang') return;
        if (answered === 'drop') {
          socket.destroy();
          return;
        }
        outgoing.writeHead(answered.status, answered.headers);
        outgoing.end(answered.body);
      };
      serve().catch((error: unknown) => {
        // A test that went wrong in its own answer must not look like a server that hangs.
        outgoing.writeHead(599);
        outgoing.end(`the test's own answer failed: ${String(error)}`);
      });
    },
  );
  // Handshakes that fail are what some tests are about.
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    origin: `https://127.0.0.1:${address.port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
