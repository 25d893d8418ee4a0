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

/** One question to the server, until a time in epoch milliseconds. */
export type SecretQuestion<C> = <T>(
  deadline: number,
  ask: (credentials: C) => Pick<ServerQuestion<T>, 'what' | 'request' | 'read'>,
) => Promise<T>;

/** What a new version of the secret can mend: its credentials, and the roots that the server is trusted by. */
const MENDABLE: readonly string[] = ['AUTHORITY_CREDENTIALS_REFUSED', 'AUTHORITY_ACCESS_DENIED', 'AUTHORITY_UNTRUSTED'];

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
 * secret is; after a refusal the next question reads the secret anew. `readCredentials` checks it, and throws
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

  return async (deadline, ask) => {
    const secret = await source.read(deadline);
    try {
      if (known?.secret !== secret) known = open(secret);
      const { send, credentials } = known;
      return await askServer({ ...ask(credentials), send, deadline, clock });
    } catch (error) {
      if (error instanceof AuthorityError && MENDABLE.includes(error.code)) source.forget();
      throw error;
    }
  };
}
