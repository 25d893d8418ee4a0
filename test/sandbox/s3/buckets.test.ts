import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { roleSession } from '../role-session.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { pathOf, S3 } from './s3-client.ts';

let account: TemporaryAccount;
let s3: S3;

beforeAll(async () => {
  account = await temporaryAccount();
  s3 = new S3(account.client);
});
afterAll(() => account[Symbol.asyncDispose]());

const create = (bucket: string, location?: string, client = s3) =>
  client.send({
    method: 'PUT',
    path: `/${bucket}`,
    ...(location && {
      body: `<CreateBucketConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><LocationConstraint>${location}</LocationConstraint></CreateBucketConfiguration>`,
    }),
  });

describe('a bucket', () => {
  it('is made, found, and deleted when it is empty', async () => {
    expect(await s3.send({ method: 'HEAD', path: '/first' })).toMatchObject({ status: 404, text: '' });
    expect(await create('first')).toMatchObject({ status: 200, headers: { location: '/first' } });
    await s3.putObject('first', 'a', '1');
    // As S3 does in its first Region: nothing is lost.
    expect(await create('first')).toMatchObject({ status: 200 });
    expect(await s3.send({ method: 'HEAD', path: '/first/' })).toMatchObject({
      status: 200,
      headers: { 'x-amz-bucket-region': 'us-east-1' },
    });
    expect((await s3.send({ method: 'GET', path: '/' })).text).toContain('<Name>first</Name>');
    const remove = () => s3.send({ method: 'DELETE', path: '/first' });
    expect(await remove()).toMatchObject({ status: 409, code: 'BucketNotEmpty' });
    await s3.deleteObject('first', 'a');
    expect(await remove()).toMatchObject({ status: 204 });
    expect(await remove()).toMatchObject({ status: 404, code: 'NoSuchBucket' });
  });

  it('is in one Region, where it was made', async () => {
    const europe = new S3({ ...account.client, region: 'eu-west-1' });
    expect(await create('regional', undefined, europe)).toMatchObject({ code: 'IllegalLocationConstraintException' });
    expect(await create('regional', 'eu-west-1', europe)).toMatchObject({ status: 200 });
    expect(await create('regional', 'eu-west-1', europe)).toMatchObject({
      status: 409,
      code: 'BucketAlreadyOwnedByYou',
    });
    const elsewhere = await s3.send({ method: 'GET', path: '/regional', query: { 'list-type': '2' } });
    expect(elsewhere).toMatchObject({ status: 400, code: 'AuthorizationHeaderMalformed' });
    expect(elsewhere.text).toContain('<Region>eu-west-1</Region>');
  });

  it.each(['ab', 'Upper', 'under_score', '10.0.0.1', 'a..b', '-a-b'])('is not called %s', async (name) => {
    expect(await create(name)).toMatchObject({ status: 400, code: 'InvalidBucketName' });
  });

  it('lists its keys in order, in pages, by prefix and by folder', async () => {
    await create('listed');
    for (const key of ['b/2', 'a', 'b/1', 'b/x/y', 'c&d']) await s3.putObject('listed', key, key);
    const list = async (query: Record<string, string>) => {
      const { text } = await s3.send({ method: 'GET', path: '/listed', query: { 'list-type': '2', ...query } });
      const all = (name: string) => [...text.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g'))].map((m) => m[1]);
      return { keys: all('Key'), folders: all('Prefix').slice(1), next: all('NextContinuationToken')[0], text };
    };
    expect(await list({})).toMatchObject({ keys: ['a', 'b/1', 'b/2', 'b/x/y', 'c&amp;d'], next: undefined });
    expect(await list({ 'encoding-type': 'url', prefix: 'c' })).toMatchObject({ keys: ['c%26d'] });
    expect(await list({ prefix: 'b/', delimiter: '/' })).toMatchObject({ keys: ['b/1', 'b/2'], folders: ['b/x/'] });
    expect(await list({ delimiter: '/', 'start-after': 'a' })).toMatchObject({ keys: ['c&amp;d'], folders: ['b/'] });
    const first = await list({ 'max-keys': '2' });
    expect(first.keys).toEqual(['a', 'b/1']);
    const second = await list({ 'max-keys': '2', 'continuation-token': first.next! });
    expect([second.keys, (await list({ 'continuation-token': second.next! })).keys]).toEqual([
      ['b/2', 'b/x/y'],
      ['c&amp;d'],
    ]);
  });

  it('opens itself to roles as far as their policies say', async () => {
    await create('shared');
    await s3.putObject('shared', 'in/one', '1');
    const session = await roleSession(account, {
      Effect: 'Allow',
      Action: ['s3:GetObject', 's3:PutObject'],
      Resource: 'arn:aws:s3:::shared/in/*',
    });
    const role = new S3(session);
    const ask = (method: string, key: string) => role.send({ method, path: pathOf('shared', key) });
    expect(await ask('GET', 'in/one')).toMatchObject({ status: 200, text: '1' });
    expect(await ask('PUT', 'in/two')).toMatchObject({ status: 200 });
    expect(await ask('GET', 'out/one')).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await ask('DELETE', 'in/one')).toMatchObject({ status: 403, code: 'AccessDenied' });
    // Who may not list is not told what there is.
    expect(await ask('GET', 'in/none')).toMatchObject({ status: 403, code: 'AccessDenied' });
    expect(await role.send({ method: 'HEAD', path: '/shared' })).toMatchObject({ status: 403 });
  });

  it('is for those who sign with a key of the account', async () => {
    const { credentials } = account.client;
    const wrong = new S3({ ...account.client, credentials: { ...credentials, secretAccessKey: 'wrong' } });
    expect(await create('mine', undefined, wrong)).toMatchObject({ status: 403, code: 'SignatureDoesNotMatch' });
    const unknown = new S3({ ...account.client, credentials: { ...credentials, accessKeyId: 'AKIAIOSFODNN7EXAMPLE' } });
    expect(await create('mine', undefined, unknown)).toMatchObject({ status: 403, code: 'InvalidAccessKeyId' });
  });
});
