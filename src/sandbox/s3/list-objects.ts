import { ServiceError, type Call } from '../service.ts';
import { findBucket } from './find.ts';

interface ListInput {
  readonly Bucket: string;
  readonly Prefix?: string;
  readonly Delimiter?: string;
  readonly MaxKeys?: string;
  readonly StartAfter?: string;
  readonly ContinuationToken?: string;
  readonly EncodingType?: string;
}

const MAX_KEYS = 1000;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export function listObjectsV2(input: ListInput, call: Call): Promise<object> {
  const { Bucket, Prefix = '', Delimiter = '', MaxKeys = String(MAX_KEYS), StartAfter = '' } = input;
  if (!/^\d{1,9}$/.test(MaxKeys)) throw new ServiceError('InvalidArgument', 400, `max-keys is no number: ${MaxKeys}`);
  const size = Math.min(Number(MaxKeys), MAX_KEYS, call.settings.pageSize ?? MAX_KEYS);
  const after =
    input.ContinuationToken === undefined ? StartAfter : Buffer.from(input.ContinuationToken, 'base64url').toString();
  return call.store.read((state) => {
    const { objects } = findBucket(state, Bucket, call);
    const found = Object.keys(objects)
      .filter((key) => key.startsWith(Prefix))
      .map((key) => rolledUp(key, Prefix, Delimiter));
    const names = [...new Set(found)].filter((name) => byBytes(name, after) > 0).toSorted(byBytes);
    const page = names.slice(0, size);
    const isTruncated = size > 0 && names.length > size;
    return {
      ...input,
      MaxKeys: Number(MaxKeys),
      IsTruncated: isTruncated,
      NextContinuationToken: isTruncated ? Buffer.from(page.at(-1)!).toString('base64url') : undefined,
      Contents: page
        .filter((name) => Object.hasOwn(objects, name))
        .map((Key) => {
          const { lastModified, etag, size: Size } = objects[Key]!;
          return { Key, LastModified: lastModified, ETag: `"${etag}"`, Size };
        }),
      CommonPrefixes: page.filter((name) => !Object.hasOwn(objects, name)),
    };
  });
}

/** The key, or what it has in common with all that are in the same folder. */
function rolledUp(key: string, prefix: string, delimiter: string): string {
  const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
  return end < 0 ? key : key.slice(0, end + delimiter.length);
}

const byBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right));
