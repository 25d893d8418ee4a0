import { createHash } from 'node:crypto';
import { ServiceError, type Call } from '../service.ts';
import { findBucket, findObject, type ObjectName } from './find.ts';
import type { ObjectRecord } from './state.ts';

interface PutInput extends ObjectName {
  readonly Body: Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

const MAX_KEY_BYTES = 1024;

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export async function putObject(input: PutInput, call: Call): Promise<object> {
  const { Bucket, Key, Body } = input;
  if (Buffer.byteLength(Key) > MAX_KEY_BYTES) throw new ServiceError('KeyTooLongError', 400, 'Your key is too long');
  // The name of a member that no record of the account can have.
  if (Key === '__proto__') throw new ServiceError('NotImplemented', 501, `the sandbox account has no place for ${Key}`);
  const record: ObjectRecord = {
    blob: await call.store.putBlob(Body),
    size: Body.length,
    etag: createHash('md5').update(Body).digest('hex'),
    lastModified: call.clock.now().toISOString(),
    headers: { 'content-type': 'binary/octet-stream', ...input.headers },
    metadata: { ...input.metadata },
  };
  return call.store.change((state) => {
    findBucket(state, Bucket, call).objects[Key] = record;
    return { ETag: `"${record.etag}"` };
  });
}

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObject.html */
export async function getObject(input: ObjectName, call: Call): Promise<object> {
  const record = await call.store.read((state) => structuredClone(findObject(state, input, call)));
  return { ...record, Body: await call.store.getBlob(record.blob) };
}

/** Nothing to delete is deleted. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteObject.html */
export function deleteObject({ Bucket, Key }: ObjectName, call: Call): Promise<object> {
  return call.store.change((state) => {
    delete findBucket(state, Bucket, call).objects[Key];
    return {};
  });
}
