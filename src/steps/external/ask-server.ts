import { createPrivateKey, X509Certificate } from 'node:crypto';
import type { TlsIdentity } from '../../authority/secret-documents.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import { tidyPem } from '../../csr/keys/tidy-pem.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { readText } from '../../local/read-input.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import type { StepTools } from '../step.ts';
import { assertMembers, textMember, type Members } from './credentials-file.ts';
import type { ExternalFlags } from './external.ts';

/** Why a text is not the URL of a CA's server. */
function urlProblem(text: string): string | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || url.protocol !== 'https:') return 'a URL that begins with https://';
  if (url.username || url.password) return 'a URL without user and password: credentials go into the secret';
  return url.search || url.hash ? 'a URL without ? and #' : undefined;
}

/** Without a slash at the end. */
export async function askServerUrl(
  { caUrl }: ExternalFlags,
  message: string,
  { prompter, isSandbox }: StepTools,
  pathProblem: (url: URL) => string | undefined = () => undefined,
): Promise<string> {
  if (caUrl !== undefined) {
    const problem = urlProblem(caUrl);
    if (problem) throw usageInvalid(`--ca-url is not valid: ${problem}`);
  }
  const validate = (text: string) => urlProblem(text) ?? pathProblem(new URL(text));
  const url = caUrl ?? (await prompter.input({ flag: '--ca-url', message, validate }));
  if (isSandbox) assertThisMachine(url);
  return url.replace(/\/+$/, '');
}

/** With `--sandbox` nothing leaves this machine, and the sandbox's functions could not either. */
function assertThisMachine(url: string): void {
  const { hostname } = new URL(url);
  if (hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d{1,3}){3}$/.test(hostname)) return;
  throw new CertprovError('SANDBOX_REFUSED', `${hostname} is not this machine, and with --sandbox nothing leaves it`, {
    fix: 'run the CA on 127.0.0.1, or leave out --sandbox to work on AWS',
    exitCode: EXIT.usage,
    details: { host: hostname },
  });
}

/** Certificates in PEM, one or more: roots by which a server is trusted. */
function assertRoots(pem: string, where: string): string {
  const { blocks } = readPemBlocks(pem);
  if (blocks.length === 0 || blocks.some(({ label }) => label !== 'CERTIFICATE')) {
    throw usageInvalid(`${where} does not hold certificates in PEM, and nothing else`);
  }
  return pem;
}

/** A client certificate and its key, which must belong together. */
function assertIdentity(given: TlsIdentity, where: string): TlsIdentity {
  const certificatePem = tidyPem(given.certificatePem);
  const privateKeyPem = tidyPem(given.privateKeyPem);
  let belongs: boolean;
  try {
    belongs = new X509Certificate(certificatePem).checkPrivateKey(createPrivateKey(privateKeyPem));
  } catch (cause) {
    // The cause is OpenSSL's: it names what it could not read, and shows nothing of it.
    throw Object.assign(
      usageInvalid(
        `${where}: the certificate or the private key cannot be read`,
        'both are PEM, and the key is not encrypted: openssl pkey -in encrypted.key -out ra.key',
      ),
      { cause },
    );
  }
  if (!belongs) throw usageInvalid(`${where}: the private key does not belong to the certificate`);
  return { certificatePem, privateKeyPem };
}

/** `{"certificate": PEM, "privateKey": PEM}`, each also as a file. */
export function identityOf(members: Members, where: string): TlsIdentity {
  assertMembers(members, ['certificate', 'privateKey'], where);
  return assertIdentity(
    {
      certificatePem: textMember(members, 'certificate', where),
      privateKeyPem: textMember(members, 'privateKey', where),
    },
    where,
  );
}

/** Roots of the CA's server in PEM; undefined when those of Node.js are to do, which an empty answer means. */
export async function askRoots({ tlsRoots }: ExternalFlags, prompter: Prompter): Promise<string | undefined> {
  const path =
    tlsRoots ??
    (prompter.interactive
      ? typedPath(
          await prompter.input({
            flag: '--tls-roots',
            message: "File with the root of the server's TLS certificate (PEM), or public",
            recommended: 'public',
          }),
        )
      : 'public');
  if (path === 'public') return undefined;
  return assertRoots(await readText(path), path);
}

/** A file that a question named, as text. */
export async function readTextFile(path: string): Promise<string> {
  const text = await readText(path);
  if (text.trim() === '') throw new CertprovError('FILE_UNREADABLE', `${path} is empty`);
  return text;
}

/** Certificate and key with which the signer identifies itself. */
export async function askIdentity(what: string, prompter: Prompter): Promise<TlsIdentity> {
  const flag = '--ca-credentials';
  const certificate = typedPath(await prompter.input({ flag, message: `File with ${what} (PEM)` }));
  const key = typedPath(await prompter.input({ flag, message: 'File with its private key (PEM, not encrypted)' }));
  return assertIdentity(
    { certificatePem: await readTextFile(certificate), privateKeyPem: await readTextFile(key) },
    certificate,
  );
}
