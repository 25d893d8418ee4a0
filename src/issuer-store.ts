import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertprovError } from './errors.ts';
import { asIssuer, type IssuerCertificate } from './issuer-certificate.ts';

const fileOf = (home: string, fingerprint: string): string => join(home, 'authorities', `${fingerprint}.pem`);

/** Keeps an external CA's certificate, so that later dry runs need not be told again. It is public data. */
export async function keepIssuer(home: string, issuer: IssuerCertificate): Promise<void> {
  const file = fileOf(home, issuer.fingerprint);
  try {
    await mkdir(join(home, 'authorities'), { recursive: true, mode: 0o700 });
    await writeFile(file, issuer.pem, { mode: 0o600 });
  } catch (cause) {
    throw new CertprovError('STATE_UNWRITABLE', `the CA's certificate cannot be kept: ${(cause as Error).message}`, {
      fix: 'free the disk or set CERTPROV_HOME to a folder that can be written',
      cause,
    });
  }
}

/** Undefined when it was never kept on this machine, or is no longer the certificate that the fingerprint names. */
export async function findIssuer(home: string, fingerprint: string): Promise<IssuerCertificate | undefined> {
  if (!/^[0-9a-f]{64}$/.test(fingerprint)) return undefined;
  try {
    const issuer = asIssuer(await readFile(fileOf(home, fingerprint), 'utf8'));
    return issuer.fingerprint === fingerprint ? issuer : undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
