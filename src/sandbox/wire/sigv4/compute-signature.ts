import { createHash, createHmac } from 'node:crypto';
import { pairsOf, percentDecoded, type WireRequest } from '../message.ts';
import type { Authorization } from './authorization.ts';

/**
 * The signature that a request must carry, computed from what arrived and from the secret key.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */
export function computeSignature(request: WireRequest, authorization: Authorization, secretAccessKey: string): string {
  const { scopeDate, region, service, timestamp } = authorization;
  const scope = `${scopeDate}/${region}/${service}/aws4_request`;
  const stringToSign = ['AWS4-HMAC-SHA256', timestamp, scope, sha256(canonicalRequest(request, authorization))].join(
    '\n',
  );
  let key = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [scopeDate, region, service, 'aws4_request'])
    key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(stringToSign).digest('hex');
}

function canonicalRequest(request: WireRequest, { service, signedHeaders, expiresAfter }: Authorization): string {
  const isPresigned = expiresAfter !== undefined;
  const headers = signedHeaders.map(
    (name) => `${name}:${(request.headers[name] ?? '').trim().replaceAll(/\s+/g, ' ')}\n`,
  );
  return [
    request.method,
    service === 's3' ? pathOfS3(request.path) : canonicalPath(request.path),
    canonicalQuery(request.query, isPresigned),
    headers.join(''),
    signedHeaders.join(';'),
    service === 's3' ? payloadHashOfS3(request, isPresigned) : payloadHash(request),
  ].join('\n');
}

/** Every service but S3 encodes the path as it was sent once more, after removing `.`, `..` and empty parts. */
function canonicalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(strictlyEncoded(part));
  }
  const isFolder = path.endsWith('/') && parts.length > 0;
  return `/${parts.join('/')}${isFolder ? '/' : ''}`;
}

/** As it was sent, in the one way in which it can be encoded. */
const pathOfS3 = (path: string): string =>
  path
    .split('/')
    .map((part) => strictlyEncoded(percentDecoded(part)))
    .join('/');

function canonicalQuery(query: string, isPresigned: boolean): string {
  return pairsOf(query, { plusIsSpace: false })
    .filter(([name]) => !(isPresigned && name === 'X-Amz-Signature'))
    .map(([name, value]) => `${strictlyEncoded(name)}=${strictlyEncoded(value)}`)
    .toSorted(byCodePoint)
    .join('&');
}

/** `name=value` pairs sort by name first, and `=` would sort after a digit. */
function byCodePoint(left: string, right: string): number {
  const [l, r] = [left.replace('=', '\0'), right.replace('=', '\0')];
  return l < r ? -1 : l > r ? 1 : 0;
}

/** The body's own hash is taken, whatever the header claims, unless it claims to be unsigned. */
function payloadHash(request: WireRequest): string {
  return request.headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD' ? 'UNSIGNED-PAYLOAD' : sha256(request.body);
}

/**
 * S3 signs what the header says, and compares that with the body later.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
const payloadHashOfS3 = ({ headers, body }: WireRequest, isPresigned: boolean): string =>
  headers['x-amz-content-sha256'] ?? (isPresigned ? 'UNSIGNED-PAYLOAD' : sha256(body));

const sha256 = (content: string | Uint8Array): string => createHash('sha256').update(content).digest('hex');

/** RFC 3986: everything but unreserved characters. */
const strictlyEncoded = (text: string): string =>
  encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
