import { createHash, createPrivateKey } from 'node:crypto';
import { fetchStepCaRoot } from '../../authority/step-ca/fetch-step-ca-root.ts';
import type { StepCaSecret } from '../../authority/secret-documents.ts';
import { readPemBlocks } from '../../csr/pem.ts';
import { usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import type { Prompter } from '../../terminal/prompter.ts';
import { askIdentity, askServerUrl, identityOf, readTextFile } from './ask-server.ts';
import { assertMembers, objectMember, readCredentialsFile, type Members } from './credentials-file.ts';
import type { ExternalFlags, ExternalSettings } from './external.ts';
import type { StepTools } from '../step.ts';

const fingerprintProblem = (text: string): string | undefined =>
  /^[0-9a-f]{64}$/i.test(text.replaceAll(':', '')) ? undefined : 'the SHA-256 of the root certificate, 64 hex digits';

/** The root is pinned by its fingerprint, as `step ca bootstrap` does. */
export async function askStepCa(flags: ExternalFlags, secretName: string, tools: StepTools): Promise<ExternalSettings> {
  const { prompter } = tools;
  const url = await askServerUrl(flags, 'URL of step-ca', tools);
  const problem = flags.rootFingerprint === undefined ? undefined : fingerprintProblem(flags.rootFingerprint);
  if (problem) throw usageInvalid(`--root-fingerprint is not valid: ${problem}`);
  const fingerprint =
    flags.rootFingerprint ??
    (await prompter.input({
      flag: '--root-fingerprint',
      message: 'Fingerprint of its root (step certificate fingerprint root_ca.crt)',
      validate: fingerprintProblem,
    }));
  const rootFingerprint = fingerprint.replaceAll(':', '').toLowerCase();
  const provisioner =
    flags.provisioner ?? (await prompter.input({ flag: '--provisioner', message: 'Name of the provisioner' }));
  const credentials =
    flags.caCredentials === undefined
      ? await askCredentials(prompter)
      : readCredentials(await readCredentialsFile(flags.caCredentials), flags.caCredentials);
  const tlsRootsPem =
    flags.tlsRoots === undefined
      ? await fetchStepCaRoot(url, rootFingerprint)
      : assertFingerprint(await readTextFile(flags.tlsRoots), rootFingerprint, flags.tlsRoots);
  return {
    config: { kind: 'step-ca', url, rootFingerprint, provisioner, secretName },
    secret: { tlsRootsPem, ...credentials } satisfies StepCaSecret,
  };
}

function assertFingerprint(pem: string, fingerprint: string, where: string): string {
  const digests = readPemBlocks(pem).blocks.map(({ der }) => createHash('sha256').update(der).digest('hex'));
  if (digests.includes(fingerprint)) return pem;
  throw usageInvalid(`no certificate in ${where} has the fingerprint ${fingerprint}`);
}

type Credentials = { readonly jwk: Readonly<Record<string, string>> } | { readonly x5c: StepCaX5c };
type StepCaX5c = NonNullable<Extract<StepCaSecret, { readonly x5c: object }>['x5c']>;

function readCredentials(members: Members, where: string): Credentials {
  assertMembers(members, ['jwk', 'x5c'], where);
  const jwk = typeof members['jwk'] === 'string' ? parseJwk(members['jwk']) : objectMember(members, 'jwk', where);
  const x5c = objectMember(members, 'x5c', where);
  if (jwk) return { jwk: assertJwk(jwk, where) };
  if (x5c) return { x5c: identityOf(x5c, 'x5c') };
  throw usageInvalid(`${where} has neither jwk nor x5c`);
}

async function askCredentials(prompter: Prompter): Promise<Credentials> {
  const flag = '--ca-credentials';
  const kind = await prompter.select({
    flag,
    message: 'Of which kind is the provisioner?',
    recommended: 'jwk' as const,
    choices: [
      { value: 'jwk' as const, label: 'JWK  a key of its own', short: 'JWK' },
      { value: 'x5c' as const, label: 'X5C  a certificate that step-ca trusts', short: 'X5C' },
    ],
  });
  if (kind === 'x5c') return { x5c: await askIdentity('the certificate of the signer', prompter) };
  const path = typedPath(
    await prompter.input({ flag, message: "File with the provisioner's private JWK (decrypted)" }),
  );
  return { jwk: assertJwk(parseJwk(await readTextFile(path)), path) };
}

const DECRYPT = 'step keeps it encrypted: step ca provisioner list, then step crypto jwe decrypt';

function parseJwk(text: string): Members {
  try {
    return { ...(JSON.parse(text) as object) };
  } catch {
    throw usageInvalid('the JWK is not JSON', DECRYPT);
  }
}

function assertJwk(jwk: Members, where: string): Readonly<Record<string, string>> {
  if (typeof jwk['d'] !== 'string') throw usageInvalid(`the JWK of ${where} is not a private key`, DECRYPT);
  try {
    createPrivateKey({ key: jwk, format: 'jwk' });
  } catch {
    throw usageInvalid(`the JWK of ${where} cannot be read as a key`, DECRYPT);
  }
  return Object.fromEntries(
    Object.entries(jwk).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
