import { once } from 'node:events';
import { connect as dial, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectDevice, type DeviceConnection } from '../../src/device/connect-device.ts';
import { byEitherPort, onlyBy, type DeviceEndpoint } from '../../src/device/device-endpoint.ts';
import { wayText } from '../../src/device/device-way.ts';
import type { DeviceIdentity } from '../../src/device/open-tls.ts';
import { makeIdentity, startTestBroker, type TestBroker } from './test-broker.ts';

let claim: DeviceIdentity;

beforeAll(async () => {
  const { key, cert } = await makeIdentity('claim');
  claim = { certificatePem: cert, privateKeyPem: key, clientId: 'device-1' };
});

interface Listener extends AsyncDisposable {
  readonly port: number;
  readonly connections: () => number;
}

/** Something on a port of this machine that is no broker. */
async function listener(meet: (socket: Socket) => void): Promise<Listener> {
  const sockets = new Set<Socket>();
  let connections = 0;
  const server: Server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => undefined).once('close', () => sockets.delete(socket));
    meet(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => connections,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** What a port does that no device gets in by. */
const DEAD = {
  'is closed': async (): Promise<Listener> => {
    const gone = await listener(() => undefined);
    await gone[Symbol.asyncDispose]();
    return { ...gone, [Symbol.asyncDispose]: async () => undefined };
  },
  'is silent': () => listener(() => undefined),
  'is reset': () => listener((socket) => socket.resetAndDestroy()),
  'is reset when TLS begins': () => listener((socket) => socket.once('data', () => socket.resetAndDestroy())),
  'is closed when TLS begins': () => listener((socket) => socket.once('data', () => socket.end())),
  'speaks HTTP': () => listener((socket) => socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))),
} as const;
const WAYS = Object.keys(DEAD) as (keyof typeof DEAD)[];

const between = (broker: TestBroker, ports: { 8883: number; 443: number }): DeviceEndpoint => {
  const { host, servername, caPem } = broker.endpoint;
  return byEitherPort({ host, servername, caPem }, ports);
};

const connect = (endpoint: DeviceEndpoint, timeoutMs = 10_000, patienceMs = 50): Promise<DeviceConnection> =>
  connectDevice(endpoint, claim, { timeoutMs, patienceMs });

const failure = async (endpoint: DeviceEndpoint): Promise<unknown> =>
  connect(endpoint, 700).then(
    async (device) => device.close(),
    (error: unknown) => error,
  );

describe('a device where port 8883 lets nobody in', () => {
  it.each(WAYS)('comes in by 443 when 8883 %s, with the ALPN name that AWS IoT wants there', async (how) => {
    await using broker = await startTestBroker();
    await using dead = await DEAD[how]();
    const device = await connect(between(broker, { 8883: dead.port, 443: broker.endpoint.port }));
    await device.close();
    expect(device.way).toMatchObject({
      port: 443,
      address: `127.0.0.1:${broker.endpoint.port}`,
      alpn: 'x-amzn-mqtt-ca',
      unanswered: [{ port: 8883, reason: expect.stringContaining('(for 8883)') }],
    });
    expect(wayText(device.way)).toBe('port 443, since 8883 does not answer');
    expect(broker.sessions).toMatchObject([{ alpn: 'x-amzn-mqtt-ca' }]);
  });

  it('uses 8883 where that answers, and does not even knock at 443', async () => {
    await using broker = await startTestBroker();
    await using other = await DEAD['is silent']();
    const device = await connectDevice(between(broker, { 8883: broker.endpoint.port, 443: other.port }), claim, {
      timeoutMs: 10_000,
    });
    await device.close();
    expect(device.way).toMatchObject({ port: 8883, alpn: null, unanswered: [] });
    expect(other.connections()).toBe(0);
  });

  it('still comes in by 8883 when that is slow and 443 is closed', async () => {
    await using broker = await startTestBroker();
    await using slow = await listener((socket) => {
      setTimeout(() => relay(socket, broker.endpoint.port), 400);
    });
    await using closed = await DEAD['is closed']();
    const device = await connect(between(broker, { 8883: slow.port, 443: closed.port }));
    await device.close();
    expect(device.way).toMatchObject({ port: 8883, unanswered: [{ port: 443 }] });
  });

  it('goes on by the port that was open', async () => {
    await using broker = await startTestBroker();
    await using dead = await DEAD['is reset']();
    const first = await connect(between(broker, { 8883: dead.port, 443: broker.endpoint.port }));
    await first.close();
    const knocks = dead.connections();
    const second = await connect(first.endpoint, 10_000, 10_000);
    await second.close();
    expect(second.way).toMatchObject({ port: 443, unanswered: [] });
    expect(dead.connections()).toBe(knocks);
  });

  it('goes by the forced port alone', async () => {
    await using broker = await startTestBroker();
    await using dead = await DEAD['is closed']();
    const endpoint = between(broker, { 8883: dead.port, 443: broker.endpoint.port });
    const device = await connect(onlyBy(endpoint, 443));
    await device.close();
    expect(device.way).toMatchObject({ port: 443, unanswered: [] });
    await expect(failure(onlyBy(endpoint, 8883))).resolves.toMatchObject({
      code: 'DEVICE_ENDPOINT_UNREACHABLE',
      fix: expect.stringContaining('443'),
    });
    expect(broker.sessions).toHaveLength(1);
  });

  it.each(['is reset', 'is reset when TLS begins', 'is closed when TLS begins'] as const)(
    'names the network first where the one port that was asked for %s, and the certificate behind it',
    async (how) => {
      await using broker = await startTestBroker();
      await using cut = await DEAD[how]();
      await using other = await DEAD[how]();
      const endpoint = between(broker, { 8883: cut.port, 443: other.port });
      for (const asked of [onlyBy(endpoint, 8883), endpoint]) {
        const error = await failure(asked);
        expect(error).toMatchObject({
          message: expect.stringMatching(/before TLS stood: a network on the way may cut it off, or AWS IoT/),
          fix: expect.stringMatching(/^let this machine reach port 8883.*; if the network lets it through, check that/),
        });
      }
    },
  );

  it('tries 443 when TLS stands on 8883 and MQTT is not answered', async () => {
    let asked = 0;
    await using mute = await startTestBroker({ mayConnect: () => (asked++ === 0 ? 'silence' : 'yes') });
    const device = await connect(between(mute, { 8883: mute.endpoint.port, 443: mute.endpoint.port }), 1_500);
    await device.close();
    expect(device.way).toMatchObject({ port: 443, unanswered: [{ port: 8883 }] });
  });
});

const relay = (socket: Socket, port: number): void => {
  const onward = dial(port, '127.0.0.1');
  onward.on('error', () => socket.destroy());
  socket.on('error', () => onward.destroy());
  socket.pipe(onward).pipe(socket);
};

describe('where neither port lets a device in', () => {
  it.each(WAYS.flatMap((first) => WAYS.map((second) => [first, second] as const)))(
    'names both when 8883 %s and 443 %s, and does not hang',
    async (first, second) => {
      await using broker = await startTestBroker();
      await using one = await DEAD[first]();
      await using two = await DEAD[second]();
      const start = performance.now();
      const error = await failure(between(broker, { 8883: one.port, 443: two.port }));
      expect(performance.now() - start).toBeLessThan(15_000);
      expect(error).toMatchObject({
        message: expect.stringContaining('8883'),
        details: {
          tried: expect.arrayContaining([
            expect.objectContaining({ port: 8883 }),
            expect.objectContaining({ port: 443 }),
          ]),
        },
        fix: expect.stringMatching(/let this machine reach port 8883 or 443/),
      });
      expect((error as Error).message).toContain('(for 443)');
      expect((error as Error).message).toContain('(for 8883)');
    },
  );

  it('leaves it at 8883 when that proves to be somebody else, or does not want the certificate', async () => {
    await using broker = await startTestBroker({ unknown: 'claim' });
    await using other = await DEAD['is silent']();
    const endpoint = between(broker, { 8883: broker.endpoint.port, 443: other.port });
    const untrusted = byEitherPort({ ...endpoint, caPem: undefined }, { 8883: endpoint.port, 443: other.port });
    const patient = (to: DeviceEndpoint) =>
      connectDevice(to, claim, { timeoutMs: 5_000 }).catch((error: unknown) => error);
    await expect(patient(untrusted)).resolves.toMatchObject({ code: 'DEVICE_ENDPOINT_UNTRUSTED' });
    await expect(patient(endpoint)).resolves.toMatchObject({ code: 'DEVICE_NOT_ACCEPTED' });
    expect(other.connections()).toBe(0);
  });
});

describe('on port 443', () => {
  it('takes nobody for AWS IoT who does not confirm the protocol, however trusted', async () => {
    await using broker = await startTestBroker({ alpnProtocols: [] });
    await expect(failure(onlyBy(between(broker, { 8883: 1, 443: broker.endpoint.port }), 443))).resolves.toMatchObject({
      code: 'DEVICE_ENDPOINT_UNREACHABLE',
      message: expect.stringContaining('x-amzn-mqtt-ca'),
    });
    expect(broker.seen).toEqual([]);
  });

  it('says so when the server knows other protocols only', async () => {
    await using broker = await startTestBroker({ alpnProtocols: ['http/1.1'] });
    await expect(failure(onlyBy(between(broker, { 8883: 1, 443: broker.endpoint.port }), 443))).resolves.toMatchObject({
      code: 'DEVICE_ENDPOINT_UNREACHABLE',
      message: expect.stringContaining('x-amzn-mqtt-ca'),
    });
  });
});
