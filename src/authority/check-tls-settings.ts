import { createPrivateKey, X509Certificate } from 'node:crypto';
import { unusableSecret } from './authority-error.ts';
import type { TlsSettings } from './http/http-client.ts';

/**
 * Roots and identity out of a secret. TLS itself would report them late and as a lost connection, and take roots that are
 * none for "trust those that Node.js brings".
 */
export function checkTlsSettings({ rootsPem, identity }: TlsSettings): void {
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
