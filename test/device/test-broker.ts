// eslint-disable-next-line import/no-unassigned-import -- @peculiar/x509 wants it to be there first
import 'reflect-metadata';
import { createPrivateKey, webcrypto } from 'node:crypto';
import { createServer, type TLSSocket } from 'node:tls';
import * as x509 from '@peculiar/x509';
import { Aedes, type AedesPublishPacket } from 'aedes';
import type { DeviceEndpoint } from '../../src/device/device-endpoint.ts';
import { generateKeys } from '../signer/test-authority.ts';

const SERVERNAME = 'a1b2c3-ats.iot.us-east-1.amazonaws.com';

/** What the broker says to a message: an answer on another topic, or nothing. */
export type Answer = { readonly topic: string; readonly payload: Uint8Array } | undefined;

export interface TestBrokerOptions {
  readonly answer?: (topic: string, payload: Buffer, clientId: string) => Answer | Promise<Answer>;
  readonly mayConnect?: (clientId: string) => 'yes' | 'refuse' | 'silence';
  readonly maySubscribe?: (topic: string) => boolean;
  readonly mayPublish?: (topic: string) => boolean;
  /** Ends TLS sessions of clients whose certificate has this common name, as AWS IoT does with unknown ones. */
  readonly unknown?: string;
  /** Name in the server's certificate. */
  readonly servername?: string;
  /** None: whatever a client asks for is not answered. */
  readonly alpnProtocols?: readonly string[];
}

export interface TestBroker extends AsyncDisposable {
  readonly endpoint: DeviceEndpoint;
  /** What clients did, in order: `connect id`, `subscribe topic`, `publish topic`. */
  readonly seen: readonly string[];
  readonly sessions: readonly Session[];
}

interface Session {
  readonly protocol: string | null;
  readonly servername: string | false | null;
  readonly alpn: string | false | null;
  readonly commonName: string | undefined;
}

/** A real MQTT broker behind real TLS, on this machine, that asks for a certificate and looks at none. */
export async function startTestBroker(options: TestBrokerOptions = {}): Promise<TestBroker> {
  const { answer, mayConnect, maySubscribe, mayPublish, unknown, servername = SERVERNAME } = options;
  const { alpnProtocols = ['x-amzn-mqtt-ca'] } = options;
  const seen: string[] = [];
  const sessions: Session[] = [];
  const sockets = new Set<TLSSocket>();
  const identity = await makeIdentity(servername);
  const broker = await Aedes.createBroker();
  broker.preConnect = (client, packet, done) => {
    seen.push(`connect ${packet.clientId}`);
    const verdict = mayConnect?.(packet.clientId) ?? 'yes';
    if (verdict === 'yes') done(null, true);
    // AWS IoT ends the connection.
    if (verdict === 'refuse') client.conn.destroy();
  };
  broker.authorizeSubscribe = (_client, subscription, done) => {
    seen.push(`subscribe ${subscription.topic}`);
    done(null, maySubscribe?.(subscription.topic) === false ? null : subscription);
  };
  broker.authorizePublish = (client, packet, done) => {
    seen.push(`publish ${packet.topic}`);
    if (mayPublish?.(packet.topic) === false) {
      done(new Error('not allowed'));
      return;
    }
    done(null);
    void Promise.resolve(answer?.(packet.topic, Buffer.from(packet.payload), client?.id ?? '')).then((reply) =>
      reply ? broker.publish(packetOf(reply), () => undefined) : undefined,
    );
  };
  const server = createServer(
    {
      ...identity,
      requestCert: true,
      rejectUnauthorized: false,
      ...(alpnProtocols.length > 0 && { ALPNProtocols: [...alpnProtocols] }),
    },
    (socket) => {
      const commonName = socket.getPeerX509Certificate()?.subject.replace(/^CN=/, '');
      sessions.push({
        protocol: socket.getProtocol(),
        servername: socket.servername,
        alpn: socket.alpnProtocol,
        commonName,
      });
      sockets.add(socket);
      socket.on('error', () => undefined);
      socket.once('close', () => sockets.delete(socket));
      if (unknown !== undefined && commonName === unknown) socket.destroy();
      else broker.handle(socket);
    },
  );
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the broker does not listen on a port');
  return {
    endpoint: { host: '127.0.0.1', port: address.port, servername, caPem: [identity.cert] },
    seen,
    sessions,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => broker.close(resolve));
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const packetOf = ({ topic, payload }: NonNullable<Answer>): AedesPublishPacket =>
  ({
    cmd: 'publish',
    topic,
    payload: Buffer.from(payload),
    qos: 1,
    dup: false,
    retain: false,
  }) as unknown as AedesPublishPacket;

/** Key and self-signed certificate with this common name. */
export async function makeIdentity(name: string, ...others: readonly string[]): Promise<{ key: string; cert: string }> {
  const keys = await generateKeys('EC P-256');
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: `CN=${name}`,
    keys,
    signingAlgorithm: { name: 'ECDSA', hash: 'SHA-256' },
    notBefore: new Date(Date.now() - 3_600_000),
    notAfter: new Date(Date.now() + 86_400_000),
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.SubjectAlternativeNameExtension([name, ...others].map((value) => ({ type: 'dns', value }))),
    ],
  });
  const pkcs8 = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey));
  const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
  return { key: key.export({ type: 'pkcs8', format: 'pem' }).toString(), cert: certificate.toString('pem') };
}
