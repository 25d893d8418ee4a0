import { deepEqual, equal } from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';

export async function s3(aws, scenarios, account) {
  const call = (name, ...args) => aws.call(['s3api', name, ...args]);
  const BUCKET = ['--bucket', 'device-lists'];

  await scenarios.run('an object is put into a bucket, listed, fetched and deleted', async () => {
    await call('create-bucket', ...BUCKET);
    const list = account.path('devices.jsonl');
    writeFileSync(list, '{"SerialNumber":"SN-1"}\n');
    await call('put-object', ...BUCKET, '--key', 'lists/März 1.jsonl', '--body', list);
    const { Contents } = await call('list-objects-v2', ...BUCKET, '--prefix', 'lists/');
    deepEqual(
      Contents.map(({ Key, Size }) => ({ Key, Size })),
      [{ Key: 'lists/März 1.jsonl', Size: 24 }],
    );
    const fetched = account.path('fetched.jsonl');
    await call('get-object', ...BUCKET, '--key', 'lists/März 1.jsonl', fetched);
    equal(readFileSync(fetched, 'utf8'), '{"SerialNumber":"SN-1"}\n');
    const refused = async (...args) => (await aws.refusal(['s3api', ...args])).code;
    equal(await refused('delete-bucket', ...BUCKET), 'BucketNotEmpty');
    await call('delete-object', ...BUCKET, '--key', 'lists/März 1.jsonl');
    equal(await refused('get-object', ...BUCKET, '--key', 'lists/März 1.jsonl', fetched), 'NoSuchKey');
    await call('delete-bucket', ...BUCKET);
  });
}
