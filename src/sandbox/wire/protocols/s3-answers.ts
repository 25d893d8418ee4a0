import type { WireResponse } from '../message.ts';
import { escapeXml } from './to-xml.ts';

interface StoredObject {
  readonly Body: Uint8Array;
  readonly etag: string;
  readonly lastModified: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Listing {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly NextContinuationToken?: string;
  readonly EncodingType?: string;
  readonly MaxKeys: number;
  readonly IsTruncated: boolean;
  readonly Contents: readonly { readonly Key: string; readonly [member: string]: string | number }[];
  readonly CommonPrefixes: readonly string[];
}

interface Buckets {
  readonly Owner: string;
  readonly Buckets: readonly Readonly<Record<string, string>>[];
}

type Answer = Partial<WireResponse>;

const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

const ANSWERS: Readonly<Record<string, (output: never) => Answer>> = {
  CreateBucket: ({ Location }: { readonly Location: string }) => ({ headers: { location: Location } }),
  HeadBucket: ({ BucketRegion }: { readonly BucketRegion: string }) => ({
    headers: { 'x-amz-bucket-region': BucketRegion },
  }),
  PutObject: ({ ETag }: { readonly ETag: string }) => ({ headers: { etag: ETag } }),
  GetObject: objectAnswer,
  // Node's server sends the length of the body, and not the body.
  HeadObject: objectAnswer,
  DeleteBucket: () => ({ status: 204 }),
  DeleteObject: () => ({ status: 204 }),
  ListBuckets: ({ Owner, Buckets }: Buckets) =>
    document(
      'ListAllMyBucketsResult',
      `<Owner>${element('ID', Owner)}</Owner><Buckets>${Buckets.map((bucket) => group('Bucket', bucket)).join('')}</Buckets>`,
    ),
  ListObjectsV2: listingAnswer,
};

export function encodeS3Answer(operation: string, output: object, requestId: string): WireResponse {
  const { status = 200, headers, body = '' } = ANSWERS[operation]!(output as never);
  return { status, headers: { 'x-amz-request-id': requestId, ...headers }, body };
}

function objectAnswer({ Body, etag, lastModified, headers, metadata }: StoredObject): Answer {
  const own = Object.entries(metadata).map(([name, value]) => [`x-amz-meta-${name}`, value] as const);
  return {
    headers: {
      ...headers,
      ...Object.fromEntries(own),
      etag: `"${etag}"`,
      'last-modified': new Date(lastModified).toUTCString(),
    },
    body: Body,
  };
}

function listingAnswer(listing: Listing): Answer {
  const isEncoded = listing.EncodingType === 'url';
  const name = (text: string): string => (isEncoded ? encodeURIComponent(text).replaceAll('%2F', '/') : text);
  const { Bucket, Prefix = '', Delimiter, StartAfter, Contents, CommonPrefixes, MaxKeys, IsTruncated } = listing;
  return document(
    'ListBucketResult',
    [
      element('Name', Bucket),
      element('Prefix', name(Prefix)),
      element('Delimiter', Delimiter && name(Delimiter)),
      element('StartAfter', StartAfter && name(StartAfter)),
      element('EncodingType', listing.EncodingType),
      element('ContinuationToken', listing.ContinuationToken),
      element('NextContinuationToken', listing.NextContinuationToken),
      element('MaxKeys', MaxKeys),
      element('KeyCount', Contents.length + CommonPrefixes.length),
      element('IsTruncated', String(IsTruncated)),
      ...Contents.map((object) => group('Contents', { ...object, Key: name(object.Key), StorageClass: 'STANDARD' })),
      ...CommonPrefixes.map((prefix) => group('CommonPrefixes', { Prefix: name(prefix) })),
    ].join(''),
  );
}

const document = (root: string, content: string): Answer => ({
  headers: { 'content-type': 'application/xml' },
  body: `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="${NAMESPACE}">${content}</${root}>`,
});

const element = (name: string, value: string | number | undefined): string =>
  value === undefined ? '' : `<${name}>${escapeXml(String(value))}</${name}>`;

const group = (name: string, members: Readonly<Record<string, string | number>>): string =>
  `<${name}>${Object.entries(members)
    .map(([member, value]) => element(member, value))
    .join('')}</${name}>`;
