import { connect, createSecureContext, type TLSSocket } from 'node:tls';
import { connectThrough } from '../proxy/agents.ts';
import { proxyFor, type Proxy } from '../proxy/proxy-for.ts';
import { CertprovError } from '../errors.ts';
import { handshakeFailure, otherProtocol, proxyFailure, silence } from './connection-failure.ts';
import { alpnOf, needsAlpn, type DeviceEndpoint } from './device-endpoint.ts';

export interface DeviceIdentity {
  /** The device's certificate, and behind it, where there are any, those that stand between it and a registered CA. */
  readonly certificatePem: string;
  readonly privateKeyPem: string;
  /** MQTT client id; 1 to 128 bytes. */
  readonly clientId: string;
}

/** A TLS session with mutual authentication; `ended` resolves to the reason when it is over. */
export interface OpenTls {
  readonly socket: TLSSocket;
  readonly ended: Promise<string>;
}

/**
 * TLS 1.2 at least; the server is always verified, and always told by name which account is meant.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/transport-security.html
 */
export async function openTls(
  endpoint: DeviceEndpoint,
  { certificatePem, privateKeyPem }: DeviceIdentity,
  timeoutMs: number,
  losing?: AbortSignal,
): Promise<OpenTls> {
  const alpn = alpnOf(endpoint);
  const { host, port, servername, caPem } = endpoint;
  assertUsable({ cert: certificatePem, key: privateKeyPem });
  const options = {
    host,
    port,
    servername,
    cert: certificatePem,
    key: privateKeyPem,
    minVersion: 'TLSv1.2',
    rejectUnauthorized: true,
    ...(caPem === undefined ? {} : { ca: [...caPem] }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
  } as const;
  const proxy = deviceProxy(endpoint);
  const socket = proxy ? await tunnelled(proxy, options, endpoint, timeoutMs) : connect(options);
  if (losing?.aborted) socket.destroy();
  let failure: (Error & { readonly code?: unknown }) | undefined;
  const ended = new Promise<string>((resolve) => {
    socket.on('error', (error) => (failure = error));
    socket.once('close', () => resolve(typeof failure?.code === 'string' ? failure.code : 'closed'));
  });
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      socket.destroy();
      reject(silence(endpoint, timeoutMs / 1000));
    }, timeoutMs);
    losing?.addEventListener('abort', () => {
      if (!socket.authorized) socket.destroy();
    });
    socket.once('secureConnect', () => {
      clearTimeout(timer);
      // Whatever on the way opens TLS, and is trusted for it, hands no MQTT on.
      if (needsAlpn(endpoint) && socket.alpnProtocol !== alpn) {
        reject(otherProtocol(endpoint, 'no ALPN'));
        socket.destroy();
      } else resolve();
    });
    socket.once('close', () => {
      clearTimeout(timer);
      reject(handshakeFailure(failure ?? { code: 'ECONNRESET', message: 'the connection was closed' }, endpoint));
    });
  });
  return { socket, ended };
}

/** A connection of a device takes the same proxy as one over HTTPS. */
export const deviceProxy = ({ host, port }: DeviceEndpoint): Proxy | undefined =>
  proxyFor({ protocol: 'https:', host, port });

/** TLS from this machine to AWS IoT, in which a proxy of HTTP hands bytes on: CONNECT, RFC 9110 §9.3.6. */
async function tunnelled(
  proxy: Proxy,
  options: { readonly host: string; readonly port: number },
  endpoint: DeviceEndpoint,
  timeoutMs: number,
): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    connectThrough(proxy, { ...options, timeout: timeoutMs }, (error, socket) => {
      if (error) reject(proxyFailure(error, endpoint));
      else resolve(socket as TLSSocket);
    });
  });
}

/** OpenSSL looks at certificate and key before anything is sent. */
function assertUsable(identity: { readonly cert: string; readonly key: string }): void {
  try {
    createSecureContext(identity);
  } catch (cause) {
    throw new CertprovError('DEVICE_IDENTITY_UNUSABLE', 'the certificate and the private key cannot be used for TLS', {
      fix: 'check that both are PEM and belong together',
      cause,
    });
  }
}
