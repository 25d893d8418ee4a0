import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { unzipSync } from 'node:zlib';
import { AuthorityError } from '../authority-error.ts';
import type { TlsIdentity } from '../secret-documents.ts';
import { ProxiedAgent } from './proxied-agent.ts';

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

interface Connecting {
  /** On a connection of its own, which is not kept. */
  readonly fresh?: boolean;
  /** The request went out on a connection that was there before. */
  readonly onReused?: () => void;
}

export type HttpClient = (request: HttpRequest, signal: AbortSignal, connecting?: Connecting) => Promise<HttpAnswer>;

export interface TlsSettings {
  /** PEM; nothing else is trusted. Undefined: the roots that Node.js brings. */
  readonly rootsPem?: string | undefined;
  readonly identity?: TlsIdentity | undefined;
}

const MAX_ANSWER_BYTES = 256 * 1024;

/**
 * Between two devices Lambda freezes the process for as long as it likes; by then a firewall or a load balancer on the way
 * may have forgotten the connection, and answers nothing.
 */
const IDLE_MS = 30_000;

/** Firewalls turn away a request that does not say what sends it. */
const USER_AGENT = 'certprov-signer';

/** Over connections that are kept for 30 s; never follows a redirect, always verifies the host. */
export function httpClient({ rootsPem, identity }: TlsSettings = {}): HttpClient {
  const tls = {
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    ...(rootsPem === undefined ? {} : { ca: rootsPem }),
    ...(identity === undefined ? {} : { cert: identity.certificatePem, key: identity.privateKeyPem }),
  } as const;
  const https = kept(new ProxiedAgent({ keepAlive: true, ...tls }));
  const http = kept(new HttpAgent({ keepAlive: true }));

  return ({ method, url, headers, body }, signal, { fresh = false, onReused } = {}) =>
    new Promise((resolve, reject) => {
      const secure = url.protocol === 'https:';
      const outgoing = (secure ? httpsRequest : httpRequest)(url, {
        method,
        agent: secure ? (fresh ? new ProxiedAgent(tls) : https()) : fresh ? false : http(),
        signal,
        headers: {
          'user-agent': USER_AGENT,
          ...headers,
          ...(body === undefined ? {} : { 'content-length': body.length }),
        },
      });
      outgoing.on('error', reject);
      outgoing.once('socket', () => {
        if (outgoing.reusedSocket) onReused?.();
      });
      outgoing.once('response', (incoming) => {
        const chunks: Buffer[] = [];
        let length = 0;
        incoming.on('data', (chunk: Buffer) => {
          length += chunk.length;
          if (length <= MAX_ANSWER_BYTES) chunks.push(chunk);
          else incoming.destroy(tooLong());
        });
        incoming.on('error', reject);
        incoming.once('end', () => {
          try {
            const answer = unpack(Buffer.concat(chunks), incoming.headers['content-encoding']);
            const { statusCode: status = 0 } = incoming;
            resolve({ status, headers: incoming.headers, body: answer, text: answer.toString('utf8') });
          } catch (error) {
            reject(error);
          }
        });
      });
      outgoing.end(body);
    });
}

const tooLong = (): AuthorityError =>
  new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer is longer than ${MAX_ANSWER_BYTES} bytes`);

/** Some servers and proxies compress without having been asked. */
function unpack(body: Buffer, encoding: string | undefined): Buffer {
  if (!/^(?:x-)?gzip$|^deflate$/i.test(encoding ?? '')) return body;
  try {
    return unzipSync(body, { maxOutputLength: MAX_ANSWER_BYTES });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLong();
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer is not the ${encoding} that it says`);
  }
}

/** The agent, without the connections that nothing was sent on for too long. */
function kept<A extends HttpAgent>(agent: A): () => A {
  const freeSince = new WeakMap<object, number>();
  agent.on('free', (socket: object) => freeSince.set(socket, Date.now()));
  return () => {
    for (const socket of Object.values(agent.freeSockets).flatMap((free) => free ?? []))
      if (Date.now() - (freeSince.get(socket) ?? 0) > IDLE_MS) socket.destroy();
    return agent;
  };
}
