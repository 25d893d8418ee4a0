import type { OwnCaSecret } from '../../authority/secret-documents.ts';
import { allPages } from '../../aws/pages.ts';
import { parseCertificateDer } from '../../csr/certificate.ts';
import { importPrivateKey } from '../../csr/keys/import-private-key.ts';
import { encodePem } from '../../csr/pem.ts';
import { CA_SECRET_PREFIX } from '../../deployment/names.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { readInput } from '../../local/read-input.ts';
import type { Choice } from '../../terminal/prompter.ts';
import type { StepTools } from '../step.ts';
import { readTextFile } from './ask-server.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';

const IMPORT = Symbol('a key file');

/** An own CA whose key is in AWS Secrets Manager: one that is there, or a file that becomes one. */
export async function askOwnKey(
  flags: ExternalFlags,
  functionName: string,
  tools: StepTools,
): Promise<ExternalSettings> {
  const { caSecret, caKey } = flags;
  if (caSecret !== undefined && caKey !== undefined) {
    throw usageInvalid('--ca-secret and --ca-key exclude each other: a key is in a secret, or is to be put into one');
  }
  if (caSecret !== undefined) return { config: { kind: 'secret', secretName: caSecret } };
  if (caKey !== undefined) return fromFile(caKey, flags, functionName, tools);
  const picked = await pick(tools);
  if (picked !== IMPORT) return { config: { kind: 'secret', secretName: picked } };
  const path = await tools.prompter.input({
    flag: '--ca-key',
    message: 'File with the private key of the CA (PEM, DER or PKCS#12)',
  });
  return fromFile(typedPath(path), flags, functionName, tools);
}

async function pick({ aws, prompter }: StepTools): Promise<string | typeof IMPORT> {
  const secrets = await allPages(aws.listSecrets(CA_SECRET_PREFIX));
  const choices: Choice<string | typeof IMPORT>[] = secrets.map(({ secretName }) => ({
    value: secretName,
    label: secretName,
  }));
  choices.push({ value: IMPORT, label: 'a key file  it is put into a secret of its own', short: 'a key file' });
  return prompter.select({ flag: '--ca-key or --ca-secret', message: 'Where is the key of the CA?', choices });
}

async function fromFile(
  path: string,
  flags: ExternalFlags,
  functionName: string,
  tools: StepTools,
): Promise<ExternalSettings> {
  const { privateKey, certificatesDer } = await importKey(path, flags, tools);
  const issuer = certificatesDer.find((der) => parseCertificateDer(der).isCa);
  const secret: OwnCaSecret = { privateKeyPem: privateKey.export({ format: 'pem', type: 'pkcs8' }).toString() };
  return {
    config: { kind: 'secret', secretName: `${CA_SECRET_PREFIX}${functionName}` },
    secret,
    ...(issuer && { issuerPem: encodePem('CERTIFICATE', issuer) }),
  };
}

/** A key file of the operator's; the passphrase is asked for only when the file wants one. */
export async function importKey(path: string, { passphraseFile }: ExternalFlags, { prompter }: StepTools) {
  const content = await readInput(path);
  const given = passphraseFile === undefined ? undefined : withoutLineBreak(await readTextFile(passphraseFile));
  try {
    return await importPrivateKey(content, given);
  } catch (error) {
    const wantsPassphrase = error instanceof CertprovError && error.code === 'KEY_PASSPHRASE_NEEDED';
    if (!wantsPassphrase || given !== undefined) throw asUsage(error, path);
  }
  const passphrase = await prompter.secret({ flag: '--passphrase-file', message: 'Passphrase of the key' });
  return importPrivateKey(content, passphrase).catch((error: unknown) => {
    throw asUsage(error, path);
  });
}

const withoutLineBreak = (text: string): string => text.replace(/\r?\n$/, '');

function asUsage(error: unknown, path: string): unknown {
  if (!(error instanceof CertprovError)) return error;
  return new CertprovError(error.code, `${path}: ${error.message}`, {
    fix: error.fix,
    exitCode: EXIT.usage,
    cause: error,
  });
}
