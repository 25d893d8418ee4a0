import { beforeAll, describe, expect, it } from 'vitest';
import { askServer } from '../../../src/authority/http/ask-server.ts';
import type { Clock } from '../../../src/authority/clock.ts';
import { httpClient } from '../../../src/authority/http/http-client.ts';
import { serverRefusal } from '../../../src/authority/http/server-refusal.ts';
import { makeServerIdentity } from '../../signer/test-authority.ts';
import {
  startHttpsServer,
  type Answering,
  type ServedAnswer,
  type ServerIdentity,
} from '../../support/https-server.ts';
import { passingClock } from '../passing-clock.ts';

let identity: ServerIdentity;
beforeAll(async () => {
  identity = await makeServerIdentity();
});

const status = (code: number): ServedAnswer => ({ status: code, body: 'as the server says' });

async function serverWith(answer: Answering, clock: Clock = passingClock()) {
  const server = await startHttpsServer(identity, answer);
  const send = httpClient({ rootsPem: identity.cert });
  const asked: number[] = [];
  return {
    ...server,
    clock,
    asked,
    ask: (withinMs: number, prepare: () => void | Promise<void> = () => undefined) =>
      askServer({
        what: 'the CA',
        send,
        request: async (leftMs) => {
          asked.push(leftMs);
          await prepare();
          return { method: 'GET', url: new URL(server.origin), headers: { 'x-attempt': String(asked.length) } };
        },
        read: (answered) => {
          if (answered.status !== 200) throw serverRefusal('the CA', answered.status, answered.text);
          return answered.body;
        },
        deadline: clock.now() + withinMs,
        clock,
      }),
  };
}

const failingOnce =
  (failure: ServedAnswer): Answering =>
  (_request, index) =>
    index === 0 ? failure : { status: 200, body: Buffer.of(0x30, 0x80, 0xff) };

describe('askServer', () => {
  it('returns what is read of the answer, byte for byte', async () => {
    await using server = await serverWith(() => ({ status: 200, body: Buffer.of(0x30, 0x80, 0xff) }));
    expect(await server.ask(4_000)).toEqual(Buffer.of(0x30, 0x80, 0xff));
    expect(server.requests).toHaveLength(1);
  });

  it.each<[string, ServedAnswer]>([
    ['HTTP 429', status(429)],
    ['HTTP 500', status(500)],
    ['HTTP 502', status(502)],
    ['HTTP 503', status(503)],
    ['HTTP 504', status(504)],
    ['a connection that is cut', 'drop'],
  ])('makes one more attempt after %s, with a request of its own', async (_case, failure) => {
    await using server = await serverWith(failingOnce(failure));
    await server.ask(4_000);
    expect(server.requests.map(({ headers }) => headers['x-attempt'])).toEqual(['1', '2']);
  });

  it('and never a third one', async () => {
    await using server = await serverWith(() => status(503));
    await expect(server.ask(60_000)).rejects.toMatchObject({ name: 'AuthorityUnavailable' });
    expect(server.requests).toHaveLength(2);
  });

  it.each([202, 302, 400, 401, 403, 404, 409, 415])('takes HTTP %d for an answer', async (code) => {
    await using server = await serverWith(failingOnce(status(code)));
    await expect(server.ask(4_000)).rejects.toThrow('the CA');
    expect(server.requests).toHaveLength(1);
  });

  it('waits between 50 and 100 ms before it asks again', async () => {
    const clock = passingClock();
    await using server = await serverWith(failingOnce(status(500)), clock);
    await server.ask(4_000);
    expect(clock.waits).toEqual([expect.closeTo(75, -2)]);
    expect(clock.waits[0]).toBeGreaterThanOrEqual(50);
    expect(clock.waits[0]).toBeLessThanOrEqual(100);
  });

  it.each([
    [1_500, 1],
    [1_610, 2],
  ])('with %d ms left makes %d attempts', async (leftMs, attempts) => {
    await using server = await serverWith(() => status(500));
    await expect(server.ask(leftMs)).rejects.toMatchObject({ name: 'AuthorityUnavailable' });
    expect(server.requests).toHaveLength(attempts);
  });

  it('counts the 3.5 s of both attempts together', async () => {
    const clock = passingClock();
    const slow: Answering = async (_request, index) => {
      await clock.wait(index === 0 ? 2_100 : 0);
      return status(500);
    };
    await using server = await serverWith(slow, clock);
    await expect(server.ask(60_000)).rejects.toMatchObject({ name: 'AuthorityUnavailable' });
    expect(server.requests).toHaveLength(1);
  });

  it('tells the request how long its answer is awaited: 3.5 s at most, and less the second time', async () => {
    await using server = await serverWith(failingOnce(status(500)));
    await server.ask(60_000);
    expect(server.asked[0]).toBe(3_500);
    expect(server.asked[1]).toBeGreaterThanOrEqual(3_400);
    expect(server.asked[1]).toBeLessThanOrEqual(3_450);
  });

  it('asks nothing when no time is left, or when making the request used it up', async () => {
    await using server = await serverWith(() => status(200));
    await expect(server.ask(0)).rejects.toMatchObject({ name: 'AuthorityTimeout' });
    expect(server.asked).toEqual([]);
    await expect(server.ask(4_000, () => server.clock.wait(3_600))).rejects.toMatchObject({ name: 'AuthorityTimeout' });
    expect(server.requests).toEqual([]);
  });

  it('gives up on a server that hangs, and does not start over', async () => {
    await using server = await serverWith(() => 'hang', { now: Date.now, wait: () => Promise.resolve() });
    await expect(server.ask(150)).rejects.toMatchObject({
      name: 'AuthorityTimeout',
      message: expect.stringMatching(/^the CA was not answered within 1\d\d ms$/),
    });
    expect(server.requests).toHaveLength(1);
  });

  it('does not take a failure of ours for one of the server', async () => {
    await using server = await serverWith(() => status(200));
    const failing = () => {
      throw new TypeError('a defect');
    };
    await expect(server.ask(4_000, failing)).rejects.toThrow(TypeError);
    expect(server.asked).toHaveLength(1);
  });

  it('asks on a fresh connection as well when a kept one says nothing, and takes the first good answer', async () => {
    const answers: readonly ServedAnswer[] = [status(200), 'hang', { status: 200, body: 'fresh' }];
    await using server = await serverWith((_request, index) => answers[index]!, {
      now: Date.now,
      wait: async () => {},
    });
    await server.ask(4_000);
    expect(String(await server.ask(4_000))).toBe('fresh');
    const [first, silent, fresh] = server.requests;
    expect(silent?.port).toBe(first?.port);
    expect(fresh?.port).not.toBe(first?.port);
    // A one-time token is good for one of them.
    expect(fresh?.headers['x-attempt']).not.toBe(silent?.headers['x-attempt']);
  });

  it('still takes the answer of a kept connection that is only slow, whatever the fresh one says', async () => {
    let release: () => void = () => undefined;
    const freshAsked = new Promise<void>((resolve) => (release = resolve));
    const answer: Answering = async (_request, index) => {
      if (index === 1) await freshAsked;
      if (index === 2) release();
      return index === 2 ? status(400) : { status: 200, body: 'slow' };
    };
    await using server = await serverWith(answer, { now: Date.now, wait: async () => {} });
    await server.ask(4_000);
    expect(String(await server.ask(4_000))).toBe('slow');
    expect(server.requests).toHaveLength(3);
  });
});
