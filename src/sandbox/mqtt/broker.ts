import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { createSecureContext, createServer, type SecureContext, type TLSSocket } from 'node:tls';
import { admit } from './admit.ts';
import { endpointCertificate, type EndpointCertificate } from './endpoint-certificate.ts';
import { endpointNames, regionOfEndpoint } from './endpoint-names.ts';
import { registerJustInTime } from './just-in-time.ts';
import { openMessaging } from './messaging.ts';
import type { MqttContext } from './mqtt-context.ts';

/** Where devices connect to, and how they know that it is the right place. */
export interface MqttEndpoint {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** What DescribeEndpoint answers for `iot:Data-ATS`; to be sent as SNI. */
  readonly servername: string;
  readonly caPem: string;
}

export interface Broker {
  /** Under the name that it has in the Region. */
  endpoint(region: string): MqttEndpoint;
  close(): Promise<void>;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/protocols.html */
const ALPN_PROTOCOLS = ['x-amzn-mqtt-ca', 'mqtt'];

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
  const regionNamed = (servername: string | undefined): string =>
    (servername ? regionOfEndpoint(servername, account) : undefined) ?? defaultRegion;

  const identity = await identityOf(defaultRegion);
  const messaging = await openMessaging(context);
  const server = createServer({
    key: identity.key,
    cert: identity.cert,
    minVersion: 'TLSv1.2',
    ALPNProtocols: ALPN_PROTOCOLS,
    requestCert: true,
    // Whether AWS IoT knows a certificate says the account, not a chain.
    rejectUnauthorized: false,
    SNICallback: (servername, done) => void identify(servername, done),
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('secureConnection', (socket) => {
    socket.on('error', () => socket.destroy());
    welcome(socket).catch(() => socket.destroy());
  });

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
    const servername = typeof socket.servername === 'string' ? socket.servername : undefined;
    const region = regionNamed(servername);
    const certificate = socket.getPeerX509Certificate()?.raw;
    const peer = certificate && { certificate, servername, region };
    const principal = peer && (await admit(peer, context));
    if (peer && principal === undefined) await registerJustInTime(peer, messaging, context);
    if (principal === undefined || principal === 'refused') socket.destroy();
    else messaging.accept(socket, { principal, region, filters: new Map() });
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: (region) => ({
      host: '127.0.0.1',
      port,
      servername: endpointNames({ account, region })[0]!,
      caPem: identity.caPem,
    }),
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await messaging.close();
      await closed;
    },
  };
}
