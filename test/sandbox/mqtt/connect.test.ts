import { IoTClient, UpdateCertificateCommand } from '@aws-sdk/client-iot';
import { afterAll, describe, expect, it } from 'vitest';
import { regionOf } from '../../../src/sandbox/state/region-of.ts';
import { temporaryAccount } from '../temporary-account.ts';
import { ANYTHING, openMqttAccount, registeredIdentity } from './mqtt-account.ts';
import { TestDevice, type ConnectOptions } from './test-device.ts';

const { account, endpoint, identity, close } = await openMqttAccount();
afterAll(close);

const allow = (Action: string, Resource: string) => ({ Effect: 'Allow', Action, Resource });
const arn = (kind: string, name: string): string => `arn:aws:iot:us-east-1:000000000000:${kind}/${name}`;

describe('the endpoint', () => {
  it('is the one that DescribeEndpoint names, and stays the same for the process', async () => {
    expect(endpoint.servername).toMatch(/^a\w{13}-ats\.iot\.us-east-1\.amazonaws\.com$/);
    expect(await account.mqtt()).toEqual(endpoint);
  });

  it.each([
    ['TLS 1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }],
    ['TLS 1.3', { minVersion: 'TLSv1.3' }],
    ['ALPN for port 443', { ALPNProtocols: ['x-amzn-mqtt-ca'] }],
    ['ALPN mqtt', { ALPNProtocols: ['mqtt'] }],
    ['the name localhost', { servername: 'localhost' }],
  ] satisfies readonly (readonly [string, ConnectOptions])[])('is reached with %s', async (_case, options) => {
    await using device = await TestDevice.connect(endpoint, identity, 'one', options);
    expect(device).toBeDefined();
  });

  it('is another one in another Region, in which nothing is registered', async () => {
    expect(await TestDevice.connect(await account.mqtt('eu-west-1'), identity, 'one')).toBeUndefined();
  });

  it('vouches for itself with its own CA and no other', async () => {
    const other = await temporaryAccount();
    const { caPem } = await other.mqtt();
    await other[Symbol.asyncDispose]();
    expect(await TestDevice.connect({ ...endpoint, caPem }, identity, 'one')).toBeUndefined();
  });
});

describe('a connection', () => {
  it('needs a certificate', async () => {
    expect(await TestDevice.connect(endpoint, undefined, 'one')).toBeUndefined();
  });

  it.each(['INACTIVE', 'REVOKED'] as const)('is refused to a certificate that is %s', async (newStatus) => {
    const own = await registeredIdentity(account, ANYTHING);
    await new IoTClient(account.client).send(
      new UpdateCertificateCommand({ certificateId: own.certificateId, newStatus }),
    );
    expect(await TestDevice.connect(endpoint, own, 'one')).toBeUndefined();
  });

  it('is refused to a certificate that has expired', async () => {
    const own = await registeredIdentity(account, ANYTHING);
    await account.store.change((state) => {
      regionOf(state, account.region).iot.certificates[own.certificateId]!.notAfter = new Date(0).toISOString();
    });
    expect(await TestDevice.connect(endpoint, own, 'one')).toBeUndefined();
  });

  it('needs the endpoint by name where the certificate is SNI_ONLY', async () => {
    const own = await registeredIdentity(account, ANYTHING);
    await account.store.change((state) => {
      regionOf(state, account.region).iot.certificates[own.certificateId]!.mode = 'SNI_ONLY';
    });
    expect(await TestDevice.connect({ ...endpoint, servername: 'localhost' }, own, 'one')).toBeUndefined();
    await using device = await TestDevice.connect(endpoint, own, 'one');
    expect(device).toBeDefined();
  });

  it('is allowed by the policy for its client id only', async () => {
    const own = await registeredIdentity(account, [allow('iot:Connect', arn('client', 'sensor-*'))]);
    expect(await TestDevice.connect(endpoint, own, 'gateway-1')).toBeUndefined();
    await using device = await TestDevice.connect(endpoint, own, 'sensor-1');
    expect(device).toBeDefined();
  });

  it('does nothing more when its certificate is taken out of use', async () => {
    const own = await registeredIdentity(account, ANYTHING);
    await using device = await TestDevice.connect(endpoint, own, 'one');
    const newStatus = 'INACTIVE';
    await new IoTClient(account.client).send(
      new UpdateCertificateCommand({ certificateId: own.certificateId, newStatus }),
    );
    device!.publish('floor/1', 'warm');
    await device!.ended();
    expect(device!.client.connected).toBe(false);
  });

  it('ends when the same client id connects again', async () => {
    await using first = await TestDevice.connect(endpoint, identity, 'twice');
    await using second = await TestDevice.connect(endpoint, identity, 'twice');
    await first!.ended();
    expect(second!.client.connected).toBe(true);
  });
});

describe('messages', () => {
  it('go from one device to another, as far as policies allow', async () => {
    const own = await registeredIdentity(account, [
      allow('iot:Connect', '*'),
      allow('iot:Subscribe', arn('topicfilter', 'floor/*')),
      allow('iot:Receive', arn('topic', 'floor/1')),
    ]);
    await using reader = await TestDevice.connect(endpoint, own, 'reader');
    await using writer = await TestDevice.connect(endpoint, identity, 'writer');
    expect(await reader!.subscribe('floor/1', 'floor/2')).toEqual([1, 1]);
    const message = reader!.next('floor/1');
    writer!.publish('floor/2', 'not for you');
    writer!.publish('floor/1', 'warm');
    expect((await message).payload.toString()).toBe('warm');
    expect(reader!.messages.map(({ topic }) => topic)).toEqual(['floor/1']);
  });

  it('are not subscribed to against the policy', async () => {
    const own = await registeredIdentity(account, [
      allow('iot:Connect', '*'),
      // The trap: a filter is not a topic.
      allow('iot:Subscribe', arn('topic', 'floor/1')),
    ]);
    await using device = await TestDevice.connect(endpoint, own, 'reader-2');
    expect(await device!.subscribe('floor/1')).toEqual([128]);
  });

  it('are not published against the policy: the connection ends', async () => {
    const own = await registeredIdentity(account, [allow('iot:Connect', '*')]);
    await using device = await TestDevice.connect(endpoint, own, 'writer-2');
    device!.publish('floor/1', 'warm');
    await device!.ended();
    expect(device!.client.connected).toBe(false);
  });

  it('have 128 KB at most', async () => {
    await using device = await TestDevice.connect(endpoint, identity, 'large');
    await device!.subscribe('large');
    const message = device!.next('large');
    device!.publish('large', Buffer.alloc(128 * 1024));
    expect((await message).payload).toHaveLength(128 * 1024);
    device!.publish('large', Buffer.alloc(128 * 1024 + 1));
    await device!.ended();
  });
});
