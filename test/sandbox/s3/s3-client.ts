import { HttpRequest } from '@smithy/core/protocols';
import { SignatureV4 } from '@smithy/signature-v4';
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { buffer } from 'node:stream/consumers';
import type { ClientConfig } from '../temporary-sandbox.ts';
import { Sha256 } from '../wire/sha256.ts';

export interface S3Request {
  readonly method: string;
  /** Encoded, as it is to be sent. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** They win over those that signing makes. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Sent in place of the body that was signed. */
  readonly sent?: string | Uint8Array;
}

export interface S3Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly text: string;
  /** Of an error: `NoSuchKey`. */
  readonly code: string | undefined;
}

/** The SDK's client of S3 is no part of this project; the SDK's signer is. */
export class S3 {
  readonly #client: ClientConfig;

  constructor(client: ClientConfig) {
    this.#client = client;
  }

  createBucket = (bucket: string): Promise<S3Answer> => this.#succeed({ method: 'PUT', path: `/${bucket}` });

  putObject = (bucket: string, key: string, body: string | Uint8Array): Promise<S3Answer> =>
    this.#succeed({ method: 'PUT', path: pathOf(bucket, key), body });

  deleteObject = (bucket: string, key: string): Promise<S3Answer> =>
    this.#succeed({ method: 'DELETE', path: pathOf(bucket, key) });

  async send({ method, path, query = {}, headers = {}, body = '', sent = body }: S3Request): Promise<S3Answer> {
    const { endpoint, region, credentials } = this.#client;
    const { hostname, port } = new URL(endpoint);
    const hash = new Sha256();
    hash.update(Buffer.from(body));
    const unsigned = new HttpRequest({
      method,
      protocol: 'http:',
      hostname,
      path,
      query,
      headers: {
        host: `${hostname}:${port}`,
        'x-amz-content-sha256': Buffer.from(await hash.digest()).toString('hex'),
        ...headers,
      },
      body,
    });
    const signer = new SignatureV4({ credentials, region, service: 's3', sha256: Sha256, uriEscapePath: false });
    const signed = await signer.sign(unsigned);
    const search = new URLSearchParams(query).toString().replaceAll('+', '%20');
    const outgoing = request({
      host: hostname,
      port,
      method,
      path: search === '' ? path : `${path}?${search}`,
      headers: signed.headers,
    });
    outgoing.end(sent);
    const [incoming] = (await once(outgoing, 'response')) as [IncomingMessage];
    const text = (await buffer(incoming)).toString();
    return {
      status: incoming.statusCode!,
      headers: incoming.headers as Record<string, string | undefined>,
      text,
      code: /<Error><Code>(\w+)</.exec(text)?.[1],
    };
  }

  async #succeed(call: S3Request): Promise<S3Answer> {
    const answer = await this.send(call);
    if (answer.status >= 300) throw new Error(`${call.method} ${call.path}: ${answer.status} ${answer.text}`);
    return answer;
  }
}

/** As S3 wants it: each part of the key encoded once, and all but unreserved characters of it. */
export const pathOf = (bucket: string, key: string): string =>
  `/${bucket}/${key.split('/').map(encodeStrictly).join('/')}`;

const encodeStrictly = (part: string): string =>
  encodeURIComponent(part).replaceAll(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
