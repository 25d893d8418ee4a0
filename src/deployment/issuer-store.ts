import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CertprovError } from '../errors.ts';
import { asIssuer, type IssuerCertificate } from './issuer-certificate.ts';

const fileOf = (home: string, fingerprint: string): string => join(home, 'authorities', `${fingerprint}.pem`);

const rootsFileOf = (home: string, fingerprint: string): string =>
  join(home, 'authorities', `${fingerprint}.tls-roots.pem`);

/** Keeps an external CA's certificate, so that later dry runs need not be told again. It is public data. */
export const keepIssuer = (home: string, issuer: IssuerCertificate): Promise<void> =>
  keeping("the CA's certificate", async () => {
    await mkdir(join(home, 'authorities'), { recursive: true, mode: 0o700 });
    await writeFile(fileOf(home, issuer.fingerprint), issuer.pem, { mode: 0o600 });
  });

/** The roots that the server of an external CA was linked with: what the secret has of them is not read again. */
export const keepTlsRoots = (
  home: string,
  { fingerprint }: Pick<IssuerCertificate, 'fingerprint'>,
  rootsPem: string | undefined,
): Promise<void> =>
  keeping("the roots of the CA's server", async () => {
    const file = rootsFileOf(home, fingerprint);
    // Those of an earlier set-up would speak against a server that is trusted otherwise now.
    if (rootsPem === undefined) await rm(file, { force: true });
    else await writeFile(file, rootsPem, { mode: 0o600 });
  });

async function keeping(what: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new CertprovError('STATE_UNWRITABLE', `${what} cannot be kept: ${(cause as Error).message}`, {
      fix: 'free the disk or set CERTPROV_HOME to a folder that can be written',
      cause,
    });
  }
}

/** Undefined when they were never kept on this machine. */
export async function findTlsRoots(home: string, fingerprint: string): Promise<string | undefined> {
  try {
    return await readFile(rootsFileOf(home, fingerprint), 'utf8');
  } catch {
    return undefined;
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
