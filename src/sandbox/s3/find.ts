import { accessDeniedMessage, decideAccess } from '../iam/authorize.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { emptyS3State, type BucketRecord, type ObjectRecord, type S3State } from './state.ts';

export interface ObjectName {
  readonly Bucket: string;
  readonly Key: string;
}

/** An account that was made before the sandbox had S3 has no buckets. */
export function s3Of(state: AccountState): S3State {
  state.s3 ??= emptyS3State();
  return state.s3;
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const noSuchBucket = (name: string): ServiceError =>
  new ServiceError('NoSuchBucket', 404, 'The specified bucket does not exist', { BucketName: name });

const noSuchKey = (key: string): ServiceError =>
  new ServiceError('NoSuchKey', 404, 'The specified key does not exist.', { Key: key });

const accessDenied = (message: string): ServiceError => new ServiceError('AccessDenied', 403, message);

/** S3 lets a bucket be reached in its own Region only. */
export function findBucket(state: AccountState, name: string, call: Call): BucketRecord {
  const bucket = lookup(s3Of(state).buckets, name);
  if (bucket === undefined) throw noSuchBucket(name);
  if (bucket.region === call.region) return bucket;
  throw new ServiceError(
    'AuthorizationHeaderMalformed',
    400,
    `The authorization header is malformed; the region '${call.region}' is wrong; expecting '${bucket.region}'`,
    { Region: bucket.region },
  );
}

/**
 * Who may not list the bucket is not told that an object is missing.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html
 */
export function findObject(state: AccountState, { Bucket, Key }: ObjectName, call: Call): ObjectRecord {
  const found = lookup(findBucket(state, Bucket, call).objects, Key);
  if (found !== undefined) return found;
  const list = { action: 's3:ListBucket', resource: `arn:aws:s3:::${Bucket}`, conditions: {} };
  const verdict = decideAccess(state, call, list);
  throw verdict.decision === 'allowed' ? noSuchKey(Key) : accessDenied(accessDeniedMessage(call.caller, list, verdict));
}
