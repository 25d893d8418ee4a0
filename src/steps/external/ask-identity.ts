import type { TlsIdentity } from '../../authority/secret-documents.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { readTextFile } from './ask-roots.ts';
import { assertIdentity } from './read-tls.ts';

/** Certificate and key with which the signer identifies itself. */
export async function askIdentity(what: string, prompter: Prompter): Promise<TlsIdentity> {
  const flag = '--ca-credentials';
  const certificate = await prompter.input({ flag, message: `File with ${what} (PEM)` });
  const key = await prompter.input({ flag, message: 'File with its private key (PEM, not encrypted)' });
  return assertIdentity(
    { certificatePem: await readTextFile(certificate), privateKeyPem: await readTextFile(key) },
    certificate,
  );
}
