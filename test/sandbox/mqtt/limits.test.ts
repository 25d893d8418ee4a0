import { afterAll, describe, expect, it } from 'vitest';
import { openMqttAccount } from './mqtt-account.ts';
import { TestDevice } from './test-device.ts';

const { endpoint, identity, close } = await openMqttAccount();
afterAll(close);

const EIGHT_LEVELS = 'a/b/c/d/e/f/g/h';
const topicOf = (bytes: number): string => 'ä'.repeat(bytes / 2);
const filters = (count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, i) => `floor/${from + i}`);

let count = 0;
const device = async (options = {}): Promise<TestDevice> => {
  const connected = await TestDevice.connect(endpoint, identity, `limits-${++count}`, options);
  if (!connected) throw new Error('the device was not let in');
  return connected;
};

/** Subscribed by another device, which tells whether a message was passed on. */
const listening = async (filter: string): Promise<TestDevice> => {
  const listener = await device();
  await listener.subscribe(filter);
  return listener;
};

describe("AWS IoT's limits of a message", () => {
  it.each([
    ['eight levels', EIGHT_LEVELS],
    ['256 bytes', topicOf(256)],
    ['basic ingest, whose first three levels do not count', `$aws/rules/one/${EIGHT_LEVELS}`],
  ])('let through a topic of %s', async (_what, topic) => {
    await using sender = await device();
    await expect(sender.client.publishAsync(topic, 'x', { qos: 1 })).resolves.toMatchObject({ topic });
  });

  it.each([
    ['a topic of nine levels', `${EIGHT_LEVELS}/i`, 1],
    ['a topic of 258 bytes', topicOf(258), 1],
    ['QoS 2', 'floor/1', 2],
  ] as const)('end the connection for %s, and nobody gets it', async (_what, topic, qos) => {
    await using listener = await listening('#');
    await using sender = await device();
    sender.client.publish(topic, 'x', { qos }, () => undefined);
    await sender.ended();
    await using other = await device();
    const next = listener.next('floor/after');
    other.publish('floor/after', 'y');
    await next;
    expect(listener.messages.map((message) => message.topic)).not.toContain(topic);
  });

  it('hold for the last will', async () => {
    const will = { topic: 'floor/1', payload: Buffer.from('gone'), qos: 2, retain: false } as const;
    expect(await TestDevice.connect(endpoint, identity, 'will', { will })).toBeUndefined();
  });
});

describe("AWS IoT's limits of subscriptions", () => {
  it('are eight in a packet', async () => {
    await using good = await device();
    expect(await good.subscribe(...filters(8))).toEqual(Array(8).fill(1));
    void good.subscribe(...filters(9, 8)).catch(() => undefined);
    await good.ended();
  });

  it('are fifty on a connection', async () => {
    await using good = await device();
    for (let from = 0; from < 48; from += 8) await good.subscribe(...filters(8, from));
    expect(await good.subscribe('floor/48', 'floor/49')).toEqual([1, 1]);
    expect(await good.subscribe('floor/49')).toEqual([1]);
    void good.subscribe('floor/50').catch(() => undefined);
    await good.ended();
  });

  it('are given back when it unsubscribes', async () => {
    await using good = await device();
    for (let from = 0; from < 48; from += 8) await good.subscribe(...filters(8, from));
    await good.subscribe('floor/48', 'floor/49');
    await good.client.unsubscribeAsync('floor/49');
    expect(await good.subscribe('floor/50')).toEqual([1]);
  });

  it.each([
    ['QoS 2', 'floor/1', 2],
    ['nine levels', `${EIGHT_LEVELS}/#`, 1],
  ] as const)('end the connection for a filter with %s', async (_what, filter, qos) => {
    await using good = await device();
    good.client.subscribe(filter, { qos }, () => undefined);
    await good.ended();
    expect(good.client.connected).toBe(false);
  });
});
