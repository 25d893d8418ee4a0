import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface CannedAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
}

/** An answer, or what a broken network does instead of one. */
export type Canned = CannedAnswer | 'reset' | 'silence' | 'half an answer' | ((request: SeenRequest) => CannedAnswer);

/** A real HTTP server that says what it is told to: answers are used up in order, the last one for ever. */
export async function startCannedServer(...answers: readonly Canned[]) {
  const seen: SeenRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      seen.push({ method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') });
      give(answers[Math.min(seen.length, answers.length) - 1] ?? 'reset', seen.at(-1) as SeenRequest, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function give(canned: Canned, request: SeenRequest, response: ServerResponse): void {
  if (canned === 'silence') return;
  if (canned === 'reset') {
    response.socket?.resetAndDestroy();
    return;
  }
  if (canned === 'half an answer') {
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
    response.write('{"half":');
    return;
  }
  const { status, headers = {}, body } = typeof canned === 'function' ? canned(request) : canned;
  response.writeHead(status, { 'x-amzn-requestid': 'a1b2c3d4-0000-4000-8000-000000000000', ...headers });
  response.end(body);
}

/** As restJson1 and awsJson1_1 services answer. */
export const json = (
  status: number,
  document: object,
  headers: Readonly<Record<string, string>> = {},
): CannedAnswer => ({
  status,
  headers: { 'content-type': 'application/json', ...headers },
  body: JSON.stringify(document),
});

export const jsonError = (
  status: number,
  type: string,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): CannedAnswer =>
  json(
    status,
    { message },
    { 'x-amzn-errortype': `${type}:http://internal.amazon.com/coral/com.amazonaws.example/`, ...headers },
  );

/** As IAM and STS answer. */
export const xml = (status: number, body: string): CannedAnswer => ({
  status,
  headers: { 'content-type': 'text/xml' },
  body,
});

export const xmlError = (status: number, code: string, message: string): CannedAnswer =>
  xml(
    status,
    `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type><Code>${code}</Code>` +
      `<Message>${message}</Message></Error><RequestId>a1b2c3d4-0000-4000-8000-000000000000</RequestId></ErrorResponse>`,
  );

/** A portal of a hotel, or a proxy. */
export const html = (status: number): CannedAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', 'x-amzn-requestid': '' },
  body: '<!doctype html><html><title>Please log in</title></html>',
});
