import type { Operation, Service } from '../service.ts';
import { createBucket, deleteBucket, headBucket, listBuckets } from './bucket.ts';
import type { ObjectName } from './find.ts';
import { listObjectsV2 } from './list-objects.ts';
import { deleteObject, getObject, putObject } from './object.ts';

/** @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazons3.html */
const onBucket = (handler: Operation['handler'], iamAction?: string): Operation => ({
  handler,
  ...(iamAction && { iamAction }),
  resource: ({ Bucket }: ObjectName) => `arn:aws:s3:::${Bucket}`,
});

const onObject = (handler: Operation['handler'], iamAction?: string): Operation => ({
  handler,
  ...(iamAction && { iamAction }),
  resource: ({ Bucket, Key }: ObjectName) => `arn:aws:s3:::${Bucket}/${Key}`,
});

/** What it does and what is assumed: BEHAVIOUR.md. */
export const s3Service: Service = {
  signingName: 's3',
  operations: {
    CreateBucket: onBucket(createBucket),
    HeadBucket: onBucket(headBucket, 's3:ListBucket'),
    ListBuckets: { handler: listBuckets, iamAction: 's3:ListAllMyBuckets' },
    DeleteBucket: onBucket(deleteBucket),
    ListObjectsV2: onBucket(listObjectsV2, 's3:ListBucket'),
    PutObject: onObject(putObject),
    GetObject: onObject(getObject),
    HeadObject: onObject(getObject, 's3:GetObject'),
    DeleteObject: onObject(deleteObject),
  },
};
