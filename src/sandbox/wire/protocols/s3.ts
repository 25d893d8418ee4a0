import { ServiceError } from '../../service.ts';
import { pairsOf, percentDecoded, type WireRequest, type WireResponse } from '../message.ts';
import type { Protocol } from './protocol.ts';
import { encodeS3Answer } from './s3-answers.ts';
import { readS3Payload } from './s3-payload.ts';
import { escapeXml } from './to-xml.ts';

/**
 * Amazon S3 over REST with XML, written by hand: its SDK is not part of the program.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_Operations_Amazon_Simple_Storage_Service.html
 */
export const s3: Protocol = {
  family: 'rest-xml',
  accepts: () => true,

  async route(request) {
    const target = targetOf(request);
    const operation = operationOf(request, target);
    return {
      operation,
      decode: () => decode(request, target),
      encode: (output, requestId) => encodeS3Answer(operation, output, requestId),
    };
  },

  error(error, requestId): WireResponse {
    const members = Object.entries({
      Code: error.code,
      Message: error.message,
      ...error.members,
      RequestId: requestId,
    });
    const xml = members.map(([name, value]) => `<${name}>${escapeXml(value)}</${name}>`).join('');
    return {
      status: error.status,
      headers: { 'content-type': 'application/xml', 'x-amz-request-id': requestId },
      body: `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${xml}</Error>`,
    };
  },
};

interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

/** The bucket is the first part of the path, or of a host name under `localhost`. */
function targetOf({ path, headers }: WireRequest): Target {
  const host = /^(.+)\.localhost(:\d+)?$/.exec(headers['host'] ?? '')?.[1];
  const [, first = '', key = ''] = /^\/([^/]*)\/?(.*)$/s.exec(host === undefined ? path : `/${host}${path}`) ?? [];
  return { Bucket: percentDecoded(first), Key: percentDecoded(key) };
}

const VERBS: Readonly<Record<string, string>> = {
  GET: 'Get',
  HEAD: 'Head',
  PUT: 'Put',
  POST: 'Post',
  DELETE: 'Delete',
};

/** Members of ListObjectsV2 by their names in the query. */
const LISTING: Readonly<Record<string, string>> = {
  prefix: 'Prefix',
  delimiter: 'Delimiter',
  'max-keys': 'MaxKeys',
  'start-after': 'StartAfter',
  'continuation-token': 'ContinuationToken',
  'encoding-type': 'EncodingType',
};

const CARRIED_OUT: Readonly<Record<string, string>> = {
  'GET account': 'ListBuckets',
  'PUT bucket': 'CreateBucket',
  'HEAD bucket': 'HeadBucket',
  'DELETE bucket': 'DeleteBucket',
  'PUT object': 'PutObject',
  'GET object': 'GetObject',
  'HEAD object': 'HeadObject',
  'DELETE object': 'DeleteObject',
};

/** What S3 has besides is told by the query; it gets a name, so that it can be refused by it. */
function operationOf(request: WireRequest, { Bucket, Key }: Target): string {
  const kind = Key !== '' ? 'object' : Bucket !== '' ? 'bucket' : 'account';
  const query = pairsOf(request.query, { plusIsSpace: false });
  const names = query.map(([name]) => name).filter((name) => name !== 'x-id' && !name.startsWith('X-Amz-'));
  if (
    request.method === 'GET' &&
    kind === 'bucket' &&
    query.some(([name, value]) => name === 'list-type' && value === '2')
  ) {
    const other = names.find((name) => name !== 'list-type' && !Object.hasOwn(LISTING, name));
    return other === undefined ? 'ListObjectsV2' : `ListObjectsV2 with ${other}`;
  }
  const [other] = names;
  const verb = VERBS[request.method] ?? request.method;
  if (other !== undefined) return `${verb}${capital(kind)}${other.split('-').map(capital).join('')}`;
  if (request.method === 'PUT' && request.headers['x-amz-copy-source'] !== undefined) return 'CopyObject';
  return CARRIED_OUT[`${request.method} ${kind}`] ?? `${verb}${capital(kind)}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** Headers that say how a request travels, or that can be left aside; and those that come back with the object. */
const UNDERSTOOD =
  /^x-amz-(content-sha256|date|security-token|user-agent|decoded-content-length|trailer|sdk-checksum-algorithm|checksum-(?!type).*|meta-.*)$/;
const KEPT = [
  'content-type',
  'content-encoding',
  'content-disposition',
  'content-language',
  'cache-control',
  'expires',
];
const CONDITIONS = ['if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since', 'range'];

function decode(request: WireRequest, target: Target): object {
  for (const name of Object.keys(request.headers)) {
    if (!CONDITIONS.includes(name) && (!name.startsWith('x-amz-') || UNDERSTOOD.test(name))) continue;
    throw new ServiceError(
      'NotImplemented',
      501,
      'A header you provided implies functionality that is not implemented',
      {
        Header: name,
      },
    );
  }
  const Body = readS3Payload(request);
  const listing = pairsOf(request.query, { plusIsSpace: false }).flatMap(([name, value]) =>
    Object.hasOwn(LISTING, name) ? [[LISTING[name]!, value]] : [],
  );
  return { ...target, ...Object.fromEntries(listing), ...locationIn(Body), ...headersOf(request), Body };
}

function locationIn(body: Uint8Array): object {
  const [, LocationConstraint] = /<LocationConstraint>([^<]*)</.exec(Buffer.from(body).toString()) ?? [];
  return LocationConstraint === undefined ? {} : { LocationConstraint };
}

/** How the body was cut into pieces on its way is not part of the object. */
function headersOf({ headers }: WireRequest): object {
  const kept = KEPT.flatMap((name) => {
    const value = (headers[name] ?? '').replace(/^aws-chunked(,\s*|$)/, '');
    return value === '' ? [] : [[name, value] as const];
  });
  const metadata = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith('x-amz-meta-') ? [[name.slice('x-amz-meta-'.length), value ?? ''] as const] : [],
  );
  return { headers: Object.fromEntries(kept), metadata: Object.fromEntries(metadata) };
}
