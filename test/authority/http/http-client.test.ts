import { gzipSync } from 'node:zlib';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { httpClient } from '../../../src/authority/http/http-client.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import { startHttpsServer, type Answering, type ServerIdentity } from '../../support/https-server.ts';

let identity: ServerIdentity;
beforeAll(async () => {
  identity = await makeServerIdentity();
});
afterEach(() => vi.useRealTimers());

async function clientOf(answer: Answering) {
  const server = await startHttpsServer(identity, answer);
  const send = httpClient({ rootsPem: identity.cert });
  const get = (headers: Record<string, string> = {}) =>
    send({ method: 'GET', url: new URL(server.origin), headers }, AbortSignal.timeout(5_000));
  return { ...server, get };
}

const plain: Answering = () => ({ status: 200, body: 'an answer' });

describe('httpClient', () => {
  it('says what it is, unless it is told what to say', async () => {
    await using server = await clientOf(plain);
    await server.get();
    await server.get({ 'user-agent': 'another' });
    expect(server.requests.map(({ headers }) => headers['user-agent'])).toEqual(['certprov-signer', 'another']);
  });

  it.each([
    [29_000, true],
    [31_000, false],
  ])('after %d ms without a request, uses the connection again: %s', async (idleMs, isSame) => {
    vi.useFakeTimers({ toFake: ['Date'] });
    await using server = await clientOf(plain);
    await server.get();
    vi.setSystemTime(Date.now() + idleMs);
    await server.get();
    const [first, second] = server.requests.map(({ port }) => port);
    expect(first === second).toBe(isSame);
  });

  it.each(['gzip', 'x-gzip', 'GZIP'])(
    'reads an answer that came as %s without having been asked for',
    async (coding) => {
      const body = gzipSync('an answer');
      await using server = await clientOf(() => ({ status: 200, headers: { 'content-encoding': coding }, body }));
      expect((await server.get()).text).toBe('an answer');
    },
  );

  it.each([
    ['more than it may be', gzipSync(Buffer.alloc(300_000)), 'is longer than 262144 bytes'],
    ['no gzip', Buffer.from('an answer'), 'is not the gzip that it says'],
  ])('refuses gzip that is %s', async (_case, body, said) => {
    await using server = await clientOf(() => ({ status: 200, headers: { 'content-encoding': 'gzip' }, body }));
    await expect(server.get()).rejects.toMatchObject({
      code: 'AUTHORITY_ANSWER_INVALID',
      message: expect.stringContaining(said),
    });
  });
});
