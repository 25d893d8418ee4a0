import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { buffer } from 'node:stream/consumers';

/** `hang`: the request is read and never answered. `drop`: the connection is cut. */
export type Answer =
  { readonly status: number; readonly body: unknown; readonly headers?: Record<string, string> } | 'hang' | 'drop';

export interface ReceivedRequest {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
  /** Local port of the connection: equal for requests that share one. */
  readonly port: number | undefined;
}

/** An HTTP server that answers each operation with a list of answers; the last one is repeated. */
export async function startAcmPcaStandIn(
  answers: Readonly<Record<string, readonly (Answer | ((request: ReceivedRequest) => Answer))[]>>,
  tls?: { readonly key: string; readonly cert: string },
) {
  const requests: ReceivedRequest[] = [];
  async function serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const operation = String(incoming.headers['x-amz-target']).replace('ACMPrivateCA.', '');
    const request = {
      operation,
      input: JSON.parse(body.toString()),
      headers: incoming.headers,
      body,
      port: incoming.socket.remotePort,
    };
    const list = answers[operation] ?? [];
    const seen = requests.filter((earlier) => earlier.operation === operation).length;
    requests.push(request);
    const choice = list[Math.min(seen, list.length - 1)] ?? awsError('UnknownOperationException', 'not expected here');
    const answer = typeof choice === 'function' ? choice(request) : choice;
    if (answer === 'hang') return;
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    outgoing.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1', ...answer.headers });
    outgoing.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }
  const listener = (incoming: IncomingMessage, outgoing: ServerResponse): void => void serve(incoming, outgoing);
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen on a port');
  return {
    endpoint: `${tls ? 'https' : 'http'}://127.0.0.1:${address.port}`,
    requests,
    count: (operation: string) => requests.filter((request) => request.operation === operation).length,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** As AWS's JSON 1.1 services write an error. */
export const awsError = (code: string, message: string, status = 400): Answer => ({
  status,
  body: { __type: code, message },
});

export const CA_ARN =
  'arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/0cbe9ae5-1b74-4b4e-8a3c-3f1c2a7f9d10';
export const CERTIFICATE_ARN = `${CA_ARN}/certificate/286535153982981100925020015808220737245`;

export const issued: Answer = { status: 200, body: { CertificateArn: CERTIFICATE_ARN } };
export const inProgress = awsError(
  'RequestInProgressException',
  `The request to issue certificate ${CERTIFICATE_ARN} is still in progress. Try again later.`,
);
export const certificate = (certificatePem: string): Answer => ({
  status: 200,
  body: { Certificate: certificatePem, CertificateChain: 'not read by the signer' },
});
export const throttled = awsError('ThrottlingException', 'Rate exceeded');

export const environmentFor = (endpoint: string): NodeJS.ProcessEnv => ({
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL_ACM_PCA: endpoint,
  AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
  AWS_SECRET_ACCESS_KEY: 'a-secret-that-no-log-may-hold',
  AWS_SESSION_TOKEN: 'a-session-token-that-no-log-may-hold',
});
