import type { Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from 'node:tls';
import type { DoorPort } from '../network.ts';
import { admit } from './admit.ts';
import { Door } from './door.ts';
import { endpointCertificate, type EndpointCertificate } from './endpoint-certificate.ts';
import { endpointNames, regionOfEndpoint } from './endpoint-names.ts';
import { registerJustInTime } from './just-in-time.ts';
import { openMessaging } from './messaging.ts';
import type { MqttContext } from './mqtt-context.ts';

/** Where devices connect to, and how they know that it is the right place. */
export interface MqttEndpoint {
  readonly host: '127.0.0.1';
  /** Stands for AWS IoT's 8883. */
  readonly port: number;
  /** Stands for its 443, where MQTT needs its ALPN name. */
  readonly alpnPort: number;
  /** What DescribeEndpoint answers for `iot:Data-ATS`; to be sent as SNI. */
  readonly servername: string;
  readonly caPem: string;
}

export interface Broker {
  /** Under the name that it has in the Region. */
  endpoint(region: string): Promise<MqttEndpoint>;
  close(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const MQTT_BY_CERTIFICATE = 'x-amzn-mqtt-ca';
/** `mqtt` is for custom authentication on 443, and does no harm on a port that knows nothing else. */
const ALPN_PROTOCOLS: Readonly<Record<DoorPort, readonly string[]>> = {
  8883: [MQTT_BY_CERTIFICATE, 'mqtt'],
  443: [MQTT_BY_CERTIFICATE],
};

/** AWS IoT's side of MQTT on the loopback interface: TLS with a certificate on both sides, then messages. */
export async function startBroker(context: MqttContext): Promise<Broker> {
  const { account, defaultRegion } = context;
  const identities = new Map<string, Promise<EndpointCertificate>>();
  const identityOf = (region: string): Promise<EndpointCertificate> => {
    const names = [...endpointNames({ account, region }), 'localhost', '127.0.0.1'];
    const identity = identities.get(region) ?? endpointCertificate(names, context.store, defaultRegion);
    identities.set(region, identity);
    return identity;
  };
  const regionNamed = (servername: string): string => regionOfEndpoint(servername, account) ?? defaultRegion;

  const identity = await identityOf(defaultRegion);
  const messaging = await openMessaging(context);
  const openDoor = (standsFor: DoorPort): Door => {
    const server = createServer({
      key: identity.key,
      cert: identity.cert,
      minVersion: 'TLSv1.2',
      ALPNProtocols: [...ALPN_PROTOCOLS[standsFor]],
      requestCert: true,
      // The account decides whether AWS IoT knows a certificate, not a chain.
      rejectUnauthorized: false,
      SNICallback: (servername, done) => void identify(servername, done),
    });
    server.on('tlsClientError', (_error, socket) => socket.destroy());
    server.on('secureConnection', (socket) => {
      socket.on('error', () => socket.destroy());
      // Without it a client means another protocol of this port.
      if (standsFor === 443 && socket.alpnProtocol !== MQTT_BY_CERTIFICATE) socket.destroy();
      else welcome(socket).catch(() => socket.destroy());
    });
    return new Door(
      () => context.network()[standsFor],
      (socket) => handOver(socket, server),
    );
  };

  async function identify(
    servername: string,
    done: (error: Error | null, secureContext?: SecureContext) => void,
  ): Promise<void> {
    try {
      const { key, cert } = await identityOf(regionNamed(servername));
      done(null, createSecureContext({ key, cert }));
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async function welcome(socket: TLSSocket): Promise<void> {
    const { servername } = socket;
    if (typeof servername !== 'string' || servername === '') return void socket.destroy();
    const region = regionNamed(servername);
    const certificate = socket.getPeerX509Certificate()?.raw;
    const peer = certificate && { certificate, servername, region };
    const principal = peer && (await admit(peer, context));
    if (peer && principal === undefined) await registerJustInTime(peer, messaging, context);
    if (principal === undefined || principal === 'refused') socket.destroy();
    else messaging.accept(socket, { principal, region, filters: new Map() });
  }

  const doors = { 8883: openDoor(8883), 443: openDoor(443) };
  return {
    endpoint: async (region) => ({
      host: '127.0.0.1',
      port: await doors[8883].port(),
      alpnPort: await doors[443].port(),
      servername: endpointNames({ account, region })[0]!,
      caPem: identity.caPem,
    }),
    async close() {
      const closed = [doors[8883].close(), doors[443].close()];
      await messaging.close();
      await Promise.all(closed);
    },
  };
}

/** A connection that another server has accepted. */
const handOver = (socket: Socket, server: Server): void => void server.emit('connection', socket);
