import { createServer, request, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { Account, ClientConfig } from '../../e2e/account.ts';
import { EVIL, EVIL_IN_XML } from './evil-text.ts';

/**
 * `texts`: whatever AWS lets people write freely. `everything`: all texts of an answer, as no AWS would. `errors`: each
 * call but the first is refused in hostile words.
 */
export type Evil = 'texts' | 'everything' | 'errors';

const FREE = /desc|comment|reason|message|title|commonname|organi|locality|surname|value$|displayname|^tags$/i;

/** The account behind somebody who writes into its answers. */
export async function behindEvil<T>(
  account: Account,
  evil: Evil,
  act: (env: Record<string, string>) => Promise<T>,
): Promise<T> {
  return account.elsewhere(async (client) => {
    const server = createServer((incoming, outgoing) => {
      const serve = async (): Promise<void> => {
        const body = await buffer(incoming);
        const { status, headers, answer } = await pass(client, incoming, body);
        const isXml = answer.trimStart().startsWith('<');
        const isIdentity = answer.includes('GetCallerIdentityResult');
        const { 'content-length': _length, ...rest } = headers;
        if (evil === 'errors' && !isIdentity) {
          outgoing.writeHead(400, { ...rest, 'x-amzn-errortype': 'InvalidRequestException' });
          outgoing.end(
            isXml ? refusalInXml : JSON.stringify({ __type: 'InvalidRequestException', message: EVIL, Message: EVIL }),
          );
        } else {
          outgoing.writeHead(status, rest);
          outgoing.end(isXml ? (isIdentity ? answer : xmlWith(answer, evil)) : jsonWith(answer, evil));
        }
      };
      serve().catch((error: unknown) => outgoing.destroy(error as Error));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    try {
      return await act({
        AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
        AWS_REGION: client.region,
        AWS_ACCESS_KEY_ID: client.credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: client.credentials.secretAccessKey,
      });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
}

const refusalInXml = `<ErrorResponse><Error><Type>Sender</Type><Code>InvalidRequest</Code><Message>${EVIL_IN_XML}</Message></Error><RequestId>1</RequestId></ErrorResponse>`;

function pass(
  { endpoint }: ClientConfig,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
): Promise<{ status: number; headers: IncomingMessage['headers']; answer: string }> {
  const { hostname, port } = new URL(endpoint);
  return new Promise((resolve, reject) => {
    request({ hostname, port, method, path: url, headers }, (incoming) => {
      buffer(incoming).then(
        (answer) => resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, answer: answer.toString() }),
        reject,
      );
    })
      .on('error', reject)
      .end(body);
  });
}

function jsonWith(text: string, evil: Evil): string {
  if (text === '') return text;
  return JSON.stringify(JSON.parse(text), (key, value: unknown) =>
    typeof value === 'string' && (evil === 'everything' || FREE.test(key)) ? `${value}${EVIL}` : value,
  );
}

const xmlWith = (text: string, evil: Evil): string =>
  text.replace(/<(\w+)>([^<>]+)<\/\1>/g, (whole, tag: string, value: string) =>
    evil === 'everything' || FREE.test(tag) ? `<${tag}>${value}${EVIL_IN_XML}</${tag}>` : whole,
  );
