import { X509Certificate, type KeyObject } from 'node:crypto';
import { duplexPair, type Duplex } from 'node:stream';
import { connect, createSecureContext, type SecureContext, type TLSSocket } from 'node:tls';
import type { Handshake } from '../../checks/trial/handshake.ts';
import { checkOneCertificate } from '../../checks/trial/rules/one-certificate.ts';
import { CIPHERS, handshakeServer, type HandshakeServer } from './handshake-server.ts';

interface HandshakeOrder {
  /** As the answer has it: the device would send it like this, with the chain that is behind it or without. */
  readonly certificatePem: string;
  /** Of the CSR; undefined when somebody else has it. */
  readonly privateKey: KeyObject | undefined;
  /** The linked CA's. */
  readonly issuerPem: string | undefined;
}

interface HandshakeMeans {
  /** Fifty times what it takes on a busy machine. */
  readonly limitMs: number;
  /** The line between the two. */
  readonly line: () => [Duplex, Duplex];
}

const MEANS: HandshakeMeans = { limitMs: 5_000, line: () => duplexPair() };

/** A mutual TLS handshake without a socket, between a device that has the certificate and a server that trusts its CA. */
export async function holdHandshake(order: HandshakeOrder, means: HandshakeMeans = MEANS): Promise<Handshake> {
  const { certificatePem, privateKey, issuerPem } = order;
  if (privateKey === undefined) return notHeld('the private key of this CSR is not here');
  if (issuerPem === undefined) return notHeld('which CA to trust is not known');
  // What certprov's own strict reader refuses, no library gets to see: some of it has ended a process before.
  if (!checkOneCertificate(certificatePem).certificate) return notHeld('the certificate cannot be read');
  let server: HandshakeServer;
  try {
    server = await handshakeServer(issuerPem);
  } catch (error) {
    return broken('a server cannot load the linked CA', error);
  }
  let client: SecureContext;
  try {
    const key = privateKey.export({ format: 'pem', type: 'pkcs8' });
    client = createSecureContext({ cert: certificatePem, key, ca: server.certificatePem, ciphers: CIPHERS });
  } catch (error) {
    return broken('a device cannot load the certificate and its key', error);
  }
  return shakeHands(client, server, new X509Certificate(certificatePem), means);
}

const notHeld = (reason: string): Handshake => ({ kind: 'not-held', reason });
const broken = (what: string, error: unknown): Handshake => ({ kind: 'broken', what, reason: codeOf(error) });

/** The code alone: messages of OpenSSL name its source files, and could repeat what they were given. */
const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'unknown error';

/** The server's `secureConnection` comes after the client's CertificateVerify and Finished: then its key has signed. */
function shakeHands(
  secureContext: SecureContext,
  { server, name }: HandshakeServer,
  leaf: X509Certificate,
  { limitMs, line }: HandshakeMeans,
): Promise<Handshake> {
  const [device, cloud] = line();
  let timer: NodeJS.Timeout | undefined;
  return new Promise<Handshake>((resolve) => {
    timer = setTimeout(() => resolve(notHeld(`it did not end within ${limitMs} ms on this machine`)), limitMs);
    server.on('secureConnection', (socket: TLSSocket) => {
      socket.on('error', () => undefined);
      resolve(verdictOf(socket, leaf));
    });
    server.on('tlsClientError', (error) => resolve(broken('the server ended the handshake', error)));
    server.emit('connection', cloud);
    const client = connect({ socket: device, secureContext, servername: name });
    client.on('error', (error) => resolve(broken('the device ended the handshake', error)));
  }).finally(() => {
    clearTimeout(timer);
    device.destroy();
    cloud.destroy();
  });
}

function verdictOf(socket: TLSSocket, leaf: X509Certificate): Handshake {
  // A client whose key fits no signature of the handshake sends no certificate at all.
  if (!socket.getPeerX509Certificate()?.raw.equals(leaf.raw))
    return { kind: 'broken', what: 'the device sent no certificate', reason: 'its key fits no signature of TLS' };
  if (socket.authorized) return { kind: 'accepted', protocol: socket.getProtocol() ?? 'TLS' };
  // Node.js types it as an Error; what it holds is the code.
  return { kind: 'refused', reason: String(socket.authorizationError) };
}
