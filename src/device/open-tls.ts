import { connect, type TLSSocket } from 'node:tls';
import { CertprovError } from '../errors.ts';
import { handshakeFailure, otherProtocol, silence } from './connection-failure.ts';
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
  const socket = secured(() =>
    connect({
      host: endpoint.host,
      port: endpoint.port,
      servername: endpoint.servername,
      cert: certificatePem,
      key: privateKeyPem,
      minVersion: 'TLSv1.2',
      rejectUnauthorized: true,
      ...(endpoint.caPem === undefined ? {} : { ca: [...endpoint.caPem] }),
      ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
    }),
  );
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

/** OpenSSL looks at certificate and key before anything is sent. */
function secured(open: () => TLSSocket): TLSSocket {
  try {
    return open();
  } catch (cause) {
    throw new CertprovError('DEVICE_IDENTITY_UNUSABLE', 'the certificate and the private key cannot be used for TLS', {
      fix: 'check that both are PEM and belong together',
      cause,
    });
  }
}
