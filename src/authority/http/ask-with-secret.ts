import { createPrivateKey, X509Certificate } from 'node:crypto';
import { AuthorityError, unusableSecret } from '../authority-error.ts';
import type { Clock } from '../clock.ts';
import type { SecretSource, TlsIdentity } from '../secret-documents.ts';
import { askServer, type ServerQuestion } from './ask-server.ts';
import { httpClient, type HttpClient, type TlsSettings } from './http-client.ts';

interface ServerSecret {
  readonly tlsRootsPem?: string | undefined;
  readonly identity?: TlsIdentity | undefined;
}

type Ask<C, T> = (credentials: C) => Pick<ServerQuestion<T>, 'what' | 'request' | 'read'>;

/** One question to the server, until a time in epoch milliseconds. */
export type SecretQuestion<C> = <T>(deadline: number, ask: Ask<C, T>) => Promise<T>;

/**
 * What no other secret would mend. Anything else may be the fault of credentials: nginx answers 400 to a client certificate
 * that has expired, others cut the connection.
 */
const NOT_MENDED: readonly string[] = [
  'AUTHORITY_TIMEOUT',
  'AUTHORITY_THROTTLED',
  'AUTHORITY_UNAVAILABLE',
  'AUTHORITY_PENDING',
];

/**
 * Roots and identity out of a secret. TLS itself would report them late and as a lost connection, and take roots that are
 * none for "trust those that Node.js brings".
 */
function checkTlsSettings({ rootsPem, identity }: TlsSettings): void {
  if (rootsPem !== undefined && read(() => new X509Certificate(rootsPem)) === undefined) {
    throw unusableSecret('tlsRootsPem holds no certificate in PEM');
  }
  if (identity === undefined) return;
  const certificate = read(() => new X509Certificate(identity.certificatePem));
  if (!certificate) throw unusableSecret('identity.certificatePem holds no certificate in PEM');
  const key = read(() => createPrivateKey(identity.privateKeyPem));
  if (!key) throw unusableSecret('identity.privateKeyPem holds no private key in PEM, or an encrypted one');
  if (!certificate.checkPrivateKey(key)) throw unusableSecret('the key in identity is not that of its certificate');
}

/** The reasons of OpenSSL are left out: they are about places in a file that nobody may show. */
function read<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    return undefined;
  }
}

/**
 * `askServer` with what a secret holds. The client, and with it its open connections, is kept as long as the value of the
 * secret is; after a refusal the secret is read anew, and the question asked once more when it has changed. `readCredentials` checks it, and throws
 * `unusableSecret`.
 */
export function askWithSecret<S extends ServerSecret, C>(
  source: SecretSource<S>,
  readCredentials: (secret: S) => C,
  clock?: Clock,
): SecretQuestion<C> {
  let known: { readonly secret: S; readonly send: HttpClient; readonly credentials: C } | undefined;

  function open(secret: S) {
    const tls = { rootsPem: secret.tlsRootsPem, identity: secret.identity };
    checkTlsSettings(tls);
    return { secret, send: httpClient(tls), credentials: readCredentials(secret) };
  }

  function attempt<T>(secret: S, deadline: number, ask: Ask<C, T>): Promise<T> {
    if (known?.secret !== secret) known = open(secret);
    const { send, credentials } = known;
    return askServer({ ...ask(credentials), send, deadline, clock });
  }

  return async (deadline, ask) => {
    const secret = await source.read(deadline);
    try {
      return await attempt(secret, deadline, ask);
    } catch (error) {
      if (!(error instanceof AuthorityError) || NOT_MENDED.includes(error.code)) throw error;
      source.forget();
      const now = await source.read(deadline).catch(() => secret);
      if (now === secret) throw error;
      return attempt(now, deadline, ask);
    }
  };
}
