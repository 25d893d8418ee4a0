import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { buffer } from 'node:stream/consumers';

export interface CaRequest {
  /** `POST /1.0/sign` */
  readonly route: string;
  readonly headers: IncomingMessage['headers'];
  /** Empty without a body. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Local port of the connection: equal for requests that share one. */
  readonly port: number | undefined;
}

/** `hang`: the request is read and never answered. `drop`: the connection is cut. */
export type CaAnswer =
  { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> } | 'hang' | 'drop';
export type CaReply = CaAnswer | ((request: CaRequest) => CaAnswer | Promise<CaAnswer>);

/** Key and certificate, PEM. */
export interface ServerIdentity {
  readonly key: string;
  readonly cert: string;
}

/** An HTTPS server of a CA that answers each route with a list of answers; the last one is repeated. */
export async function startCaServer(identity: ServerIdentity, replies: Readonly<Record<string, readonly CaReply[]>>) {
  const requests: CaRequest[] = [];
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = (await buffer(incoming)).toString();
    const route = `${incoming.method} ${incoming.url}`;
    const json = body === '' ? {} : JSON.parse(body);
    const request = { route, headers: incoming.headers, json, port: incoming.socket.remotePort };
    const list = replies[route] ?? [];
    const seen = requests.filter((earlier) => earlier.route === route).length;
    requests.push(request);
    const reply = list[Math.min(seen, list.length - 1)] ?? { status: 404, body: `${route} is not expected here` };
    const answer = typeof reply === 'function' ? await reply(request) : reply;
    if (answer === 'hang') return;
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, { 'content-type': 'application/json', ...answer.headers });
    outgoing.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }
  const server = createServer(identity, (incoming, outgoing) => void serve(incoming, outgoing));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    url: `https://127.0.0.1:${address.port}`,
    requests,
    count: (route: string) => requests.filter((request) => request.route === route).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
