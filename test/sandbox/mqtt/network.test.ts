import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { MqttClient } from 'mqtt';
import { afterAll, describe, expect, it } from 'vitest';
import type { MqttEndpoint } from '../../../src/sandbox/mqtt/broker.ts';
import { setDoor } from '../../../src/sandbox/network.ts';
import { resetAccount } from '../../../src/sandbox/start-account.ts';
import { temporaryAccount } from '../temporary-account.ts';
import { ANYTHING, openMqttAccount, registeredIdentity } from './mqtt-account.ts';
import { TestDevice } from './test-device.ts';

const { endpoint, identity, close } = await openMqttAccount();
afterAll(close);

const MQTT = { ALPNProtocols: ['x-amzn-mqtt-ca'] };
const by443 = (): MqttEndpoint => ({ ...endpoint, port: endpoint.alpnPort });

describe('the port that stands for 443', () => {
  it('lets devices in that name their protocol', async () => {
    await using device = await TestDevice.connect(by443(), identity, 'alpn', MQTT);
    expect(device).toBeDefined();
    expect(await device!.subscribe('floor/1')).toEqual([1]);
  });

  it.each([
    ['no protocol', {}],
    ['that of custom authentication', { ALPNProtocols: ['mqtt'] }],
    ['that of HTTPS', { ALPNProtocols: ['x-amzn-http-ca'] }],
  ])('refuses who names %s', async (_what, options) => {
    expect(await TestDevice.connect(by443(), identity, 'alpn', options)).toBeUndefined();
  });
});

describe('SNI', () => {
  it.each(['port', 'alpnPort'] as const)('is needed: who names nobody is refused at %s', async (port) => {
    // node:tls sends none when it is to dial an address and is told no name.
    const stream = (): TLSSocket =>
      connectTls({
        host: '127.0.0.1',
        port: endpoint[port],
        ca: endpoint.caPem,
        cert: identity.certificatePem,
        key: identity.privateKeyPem,
        ...(port === 'alpnPort' && MQTT),
      });
    expect(await isLetIn(stream)).toBe(false);
  });

  it('is enough with the name localhost, for clients that cannot be told another one', async () => {
    await using device = await TestDevice.connect({ ...endpoint, servername: 'localhost' }, identity, 'local');
    expect(device).toBeDefined();
  });
});

async function isLetIn(stream: () => TLSSocket): Promise<boolean> {
  const client = new MqttClient(stream, { clientId: 'nameless', reconnectPeriod: 0 });
  client.on('error', () => undefined);
  const isIn = await Promise.race([
    new Promise<true>((resolve) => client.once('connect', () => resolve(true))),
    new Promise<false>((resolve) => client.once('close', () => resolve(false))),
  ]);
  client.end(true);
  return isIn;
}

/** What a client of plain TCP meets. */
async function meets(port: number): Promise<string> {
  const socket: Socket = connect(port, '127.0.0.1');
  const told = await Promise.race([
    once(socket, 'data').then(() => 'an answer'),
    once(socket, 'close').then(() => 'the end'),
    new Promise<string>((resolve) =>
      socket.once('error', (error) => resolve((error as NodeJS.ErrnoException).code ?? '')),
    ),
    once(socket, 'connect').then(() => new Promise<string>((resolve) => setTimeout(resolve, 300, 'silence'))),
  ]).catch((error: NodeJS.ErrnoException) => error.code ?? '');
  socket.destroy();
  return told;
}

describe('the network before the account', () => {
  it('refuses, resets and swallows connections on order, until the account is reset', async () => {
    await using own = await temporaryAccount();
    const ports = await own.mqtt();
    setDoor(own.folder, 8883, 'silent');
    expect(await meets(ports.port)).toBe('silence');
    setDoor(own.folder, 8883, 'reset');
    expect(await meets(ports.port)).toBe('ECONNRESET');
    setDoor(own.folder, 8883, 'refused');
    expect((await own.mqtt()).port).toBe(ports.port);
    expect(await meets(ports.port)).toBe('ECONNREFUSED');
    const other = await registeredIdentity(own, ANYTHING);
    await using through443 = await TestDevice.connect({ ...ports, port: ports.alpnPort }, other, 'one', MQTT);
    expect(through443).toBeDefined();
    await resetAccount(own.folder);
    const again = await registeredIdentity(own, ANYTHING);
    await using device = await TestDevice.connect(await own.mqtt(), again, 'two');
    expect(device).toBeDefined();
  });
});
