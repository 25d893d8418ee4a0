import { type Call, lookup, ServiceError } from '../service.ts';
import { findBucket, s3Of } from './find.ts';

interface BucketInput {
  readonly Bucket: string;
}

/** Where a bucket needs no LocationConstraint, and may have none. */
const HOME = 'us-east-1';

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html */
export function createBucket(
  input: BucketInput & { readonly LocationConstraint?: string },
  call: Call,
): Promise<object> {
  const { Bucket, LocationConstraint } = input;
  if (!isBucketName(Bucket)) {
    throw new ServiceError('InvalidBucketName', 400, 'The specified bucket is not valid.', { BucketName: Bucket });
  }
  if ((LocationConstraint ?? HOME) !== call.region) {
    throw new ServiceError(
      'IllegalLocationConstraintException',
      400,
      `The ${LocationConstraint ?? 'unspecified'} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    );
  }
  return call.store.change((state) => {
    const { buckets } = s3Of(state);
    const own = lookup(buckets, Bucket);
    // As it was before there were other Regions.
    if (own !== undefined && (own.region !== HOME || call.region !== HOME)) {
      throw new ServiceError(
        'BucketAlreadyOwnedByYou',
        409,
        'Your previous request to create the named bucket succeeded and you already own it.',
        { BucketName: Bucket },
      );
    }
    const createdAt = call.clock.now().toISOString();
    if (own === undefined) buckets[Bucket] = { name: Bucket, region: call.region, createdAt, objects: {} };
    return { Location: `/${Bucket}` };
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadBucket.html */
export const headBucket = ({ Bucket }: BucketInput, call: Call): Promise<object> =>
  call.store.read((state) => ({ BucketRegion: findBucket(state, Bucket, call).region }));

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListBuckets.html */
export const listBuckets = (_input: object, call: Call): Promise<object> =>
  call.store.read((state) => ({
    Owner: call.account,
    Buckets: Object.values(s3Of(state).buckets)
      .map(({ name, region, createdAt }) => ({ Name: name, BucketRegion: region, CreationDate: createdAt }))
      .toSorted((left, right) => (left.Name < right.Name ? -1 : 1)),
  }));

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucket.html */
export function deleteBucket({ Bucket }: BucketInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { objects } = findBucket(state, Bucket, call);
    if (Object.keys(objects).length > 0) {
      throw new ServiceError('BucketNotEmpty', 409, 'The bucket you tried to delete is not empty', {
        BucketName: Bucket,
      });
    }
    delete s3Of(state).buckets[Bucket];
    return {};
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
const isBucketName = (name: string): boolean =>
  /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..') && !/^(\d+\.){3}\d+$/.test(name);
