import { crc32 } from 'node:zlib';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { pathOf, S3, type S3Request } from './s3-client.ts';

let account: TemporaryAccount;
let s3: S3;

beforeAll(async () => {
  account = await temporaryAccount();
  s3 = new S3(account.client);
  await s3.createBucket('acme');
});
afterAll(() => account[Symbol.asyncDispose]());

const put = (more: Partial<S3Request>) => s3.send({ method: 'PUT', path: '/acme/object', body: 'hello', ...more });
const get = (key: string) => s3.send({ method: 'GET', path: pathOf('acme', key) });

describe('an object', () => {
  it('comes back as it was put, with its headers', async () => {
    const headers = { 'content-type': 'text/plain', 'content-encoding': 'gzip', 'x-amz-meta-made-by': 'factory 7' };
    const etag = `"${createHash('md5').update('hello').digest('hex')}"`;
    expect((await put({ headers })).headers).toMatchObject({ etag });
    const got = await get('object');
    expect(got).toMatchObject({ status: 200, text: 'hello', headers: { ...headers, etag, 'content-length': '5' } });
    expect(Date.parse(got.headers['last-modified']!)).toBeGreaterThan(Date.now() - 60_000);
    const head = await s3.send({ method: 'HEAD', path: '/acme/object' });
    expect(head).toMatchObject({ status: 200, text: '', headers: { etag, 'content-length': '5' } });
    await put({ body: 'other' });
    expect(await get('object')).toMatchObject({ text: 'other', headers: { 'content-type': 'binary/octet-stream' } });
  });

  it.each([`a b/ü(1)+*'!~.txt`, 'a//b/../c', 'trailing/', 'constructor', '100%'])('has any key: %s', async (key) => {
    await s3.putObject('acme', key, key);
    expect(await get(key)).toMatchObject({ status: 200, text: key });
    await s3.deleteObject('acme', key);
    expect(await get(key)).toMatchObject({ status: 404, code: 'NoSuchKey' });
    await s3.deleteObject('acme', key);
  });

  it('is in the bucket that the name of the host says', async () => {
    await s3.putObject('acme', 'by-host', 'found');
    const { port } = new URL(account.endpoint);
    const headers = { host: `acme.localhost:${port}` };
    expect(await s3.send({ method: 'GET', path: '/by-host', headers })).toMatchObject({ text: 'found' });
  });

  it.each([
    ['crc32', Buffer.from(crc32('hello').toString(16).padStart(8, '0'), 'hex').toString('base64')],
    // As other implementations compute them.
    ['crc32c', 'mnG7TA=='],
    ['crc64nvme', 'M3eFcAZSQlc='],
    ['sha1', createHash('sha1').update('hello').digest('base64')],
    ['sha256', createHash('sha256').update('hello').digest('base64')],
  ])('is taken with a right %s only', async (algorithm, value) => {
    const name = `x-amz-checksum-${algorithm}`;
    expect(await put({ headers: { [name]: value } })).toMatchObject({ status: 200 });
    expect(await put({ headers: { [name]: value }, body: 'hullo' })).toMatchObject({ status: 400, code: 'BadDigest' });
  });

  it('is put together from chunks, as clients send streams', async () => {
    const sum = Buffer.from(crc32('hello').toString(16).padStart(8, '0'), 'hex').toString('base64');
    const inChunks = (trailer: string, length = '5') =>
      put({
        headers: {
          'content-encoding': 'aws-chunked',
          'x-amz-content-sha256': 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
          'x-amz-decoded-content-length': length,
          'x-amz-trailer': 'x-amz-checksum-crc32',
        },
        sent: `3\r\nhel\r\n2\r\nlo\r\n0\r\n${trailer}\r\n\r\n`,
      });
    await put({ body: 'before' });
    expect(await inChunks('x-amz-checksum-crc32:AAAAAA==')).toMatchObject({ code: 'BadDigest' });
    expect(await inChunks(`x-amz-checksum-crc32:${sum}`, '6')).toMatchObject({ code: 'IncompleteBody' });
    expect(await get('object')).toMatchObject({ text: 'before' });
    expect(await inChunks(`x-amz-checksum-crc32:${sum}`)).toMatchObject({ status: 200 });
    const got = await get('object');
    expect(got.text).toBe('hello');
    expect(got.headers).not.toHaveProperty('content-encoding');
  });

  it.each<[what: string, more: Partial<S3Request>, status: number, code: string]>([
    ['another body than the one signed', { sent: 'jello' }, 400, 'XAmzContentSHA256Mismatch'],
    ['a wrong MD5', { headers: { 'content-md5': 'AAAA' } }, 400, 'BadDigest'],
    ['an unknown checksum', { headers: { 'x-amz-checksum-xx': 'AAAA' } }, 501, 'NotImplemented'],
    [
      'signed chunks',
      { headers: { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD' } },
      501,
      'NotImplemented',
    ],
    ['an ACL', { headers: { 'x-amz-acl': 'public-read' } }, 501, 'NotImplemented'],
    ['a condition', { headers: { 'if-none-match': '*' } }, 501, 'NotImplemented'],
    ['another object as its source', { headers: { 'x-amz-copy-source': '/acme/x' } }, 501, 'NotImplemented'],
    ['tags', { query: { tagging: '' } }, 501, 'NotImplemented'],
    ['a part of an upload', { query: { partNumber: '1', uploadId: 'x' } }, 501, 'NotImplemented'],
    ['a bucket that is not there', { path: '/nowhere/object' }, 404, 'NoSuchBucket'],
    ['a long key', { path: `/acme/${'k'.repeat(1025)}` }, 400, 'KeyTooLongError'],
  ])('is refused with %s', async (_what, more, status, code) => {
    expect(await put(more)).toMatchObject({ status, code });
  });

  it('is not put with a body that nobody signed for, unless the client says so', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect(await put({ headers, sent: 'late' })).toMatchObject({ status: 200 });
    expect(await get('object')).toMatchObject({ text: 'late' });
  });
});
