import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { AuthorityError } from '../authority-error.ts';
import type { TlsIdentity } from '../secret-documents.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As it came: DER is not text. */
  readonly body: Buffer;
  readonly text: string;
}

export interface HttpRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
}

export type HttpClient = (request: HttpRequest, signal: AbortSignal) => Promise<HttpAnswer>;

export interface TlsSettings {
  /** PEM; nothing else is trusted. Undefined: the roots that Node.js brings. */
  readonly rootsPem?: string | undefined;
  readonly identity?: TlsIdentity | undefined;
}

const MAX_ANSWER_BYTES = 256 * 1024;

/** Over connections that are kept; never follows a redirect, always verifies the host. */
export function httpClient({ rootsPem, identity }: TlsSettings = {}): HttpClient {
  const https = new HttpsAgent({
    keepAlive: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(rootsPem === undefined ? {} : { ca: rootsPem }),
    ...(identity === undefined ? {} : { cert: identity.certificatePem, key: identity.privateKeyPem }),
  });
  const http = new HttpAgent({ keepAlive: true });

  return ({ method, url, headers, body }, signal) =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const outgoing = (secure ? httpsRequest : httpRequest)(url, {
        method,
        agent: secure ? https : http,
        signal,
        headers: body === undefined ? headers : { ...headers, 'content-length': body.length },
      });
      outgoing.on('error', reject);
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= MAX_ANSWER_BYTES) chunks.push(chunk);
          else
            incoming.destroy(
              new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer is longer than ${MAX_ANSWER_BYTES} bytes`),
            );
        });
        incoming.on('error', reject);
        incoming.once('end', () => {
          const answer = Buffer.concat(chunks);
          resolve({
            status: incoming.statusCode ?? 0,
            headers: incoming.headers,
            body: answer,
            text: answer.toString('utf8'),
          });
        });
      });
      outgoing.end(body);
    });
}
