import { X509Certificate } from 'node:crypto';
import { createSecureContext, createServer, type Server } from 'node:tls';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { generateKey } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import { randomSerial } from '../../csr/tbs-certificate.ts';

/** RFC 6761 §6.4: a name that nobody has. */
const SERVER_NAME = 'handshake.invalid';
/** What OpenSSL asks for by itself since 3.2: 112 bits of security; set, so that every Node.js judges alike. */
export const CIPHERS = 'DEFAULT@SECLEVEL=2';
const HOUR_MS = 3_600_000;

interface Credentials {
  readonly key: string;
  readonly cert: string;
}

let credentials: Promise<Credentials> | undefined;

export interface HandshakeServer {
  readonly server: Server;
  /** What a client calls it, so that it is asked for its context. */
  readonly name: string;
  /** What a client trusts. */
  readonly certificatePem: string;
}

/**
 * A TLS server in this process that asks for a client certificate and trusts one CA, even one that is subordinate: as
 * AWS IoT, which knows no chain of a device certificate. Throws when OpenSSL cannot load the CA.
 */
export async function handshakeServer(issuerPem: string): Promise<HandshakeServer> {
  credentials ??= ownCredentials();
  const own = await credentials;
  // Of several the first is the linked CA; and what OpenSSL cannot load, createSecureContext passes over in silence.
  const ca = new X509Certificate(issuerPem).toString();
  const context = createSecureContext({
    ...own,
    ca,
    ciphers: CIPHERS,
    // In a context of the SNI callback only: what tls.createServer itself is given of it has no effect.
    allowPartialTrustChain: true,
  });
  const server = createServer({
    SNICallback: (_name, answer) => answer(null, context),
    requestCert: true,
    // Then the verdict can be read; a server that rejects says only that the socket hung up.
    rejectUnauthorized: false,
  });
  return { server, name: SERVER_NAME, certificatePem: own.cert };
}

/** Made once in a process. */
async function ownCredentials(): Promise<Credentials> {
  const { privateKey, publicKey } = await generateKey('ec-p256');
  const name = encodeName([[{ type: 'CN', value: SERVER_NAME }]]);
  const now = Date.now();
  const { pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: name,
      subject: name,
      spki: publicKey.export({ format: 'der', type: 'spki' }),
      notBefore: new Date(now - HOUR_MS),
      notAfter: new Date(now + 24 * HOUR_MS),
      extensions: [],
      signatureAlgorithm: 'ecdsaWithSHA256',
    },
    privateKey,
  );
  return { key: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(), cert: pem };
}
