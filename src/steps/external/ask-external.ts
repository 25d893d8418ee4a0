import { createPublicKey } from 'node:crypto';
import { AuthorityError } from '../../authority/authority-error.ts';
import type { ExternalKind } from '../../authority/authority.ts';
import { parseCertificate } from '../../csr/certificate.ts';
import { EXTERNAL_KINDS, isExternalKind } from '../../deployment/deployed-signer.ts';
import { asIssuer, readIssuerFile, type IssuerCertificate } from '../../deployment/issuer-certificate.ts';
import { secretNameFor } from '../../deployment/names.ts';
import { CertprovError, EXIT, usageInvalid } from '../../errors.ts';
import { typedPath } from '../../local/typed-path.ts';
import { whenSlow } from '../../terminal/when-slow.ts';
import { askValidity } from '../ask-validity.ts';
import type { StepTools } from '../step.ts';
import { askEst } from './ask-est.ts';
import { askKms } from './ask-kms.ts';
import { askOwnKey } from './ask-own-key.ts';
import { askStepCa } from './ask-step-ca.ts';
import { askVault } from './ask-vault.ts';
import { askWebhook } from './ask-webhook.ts';
import { connectExternal } from './connect-external.ts';
import type { ExternalFlags, ExternalSettings, LinkedExternal } from './external.ts';

interface ExternalQuestion {
  readonly flags: ExternalFlags & { readonly validityDays?: number | undefined };
  readonly functionName: string;
}

const DAY_MS = 86_400_000;

/** Everything about a CA that is not an AWS Private CA: only what its kind needs is asked. */
export async function askExternal(
  { flags, functionName }: ExternalQuestion,
  tools: StepTools,
): Promise<LinkedExternal> {
  const settings = await askSettings(await askKind(flags, tools), flags, functionName, tools);
  const issuer = await askIssuer(settings, flags, tools);
  assertKeyBelongs(settings, issuer);
  const validityDays = await askValidity(
    {
      given: flags.validityDays,
      mostDays: Math.max(0, Math.floor((issuer.notAfter.getTime() - tools.now().getTime()) / DAY_MS)),
      limitedBy: `${issuer.displayName} itself ends on ${issuer.notAfter.toISOString().slice(0, 10)}`,
    },
    tools.prompter,
  );
  return { kind: 'external', ...settings, issuer, validityDays };
}

async function askKind({ caKind }: ExternalFlags, { prompter }: StepTools): Promise<ExternalKind> {
  const kinds = EXTERNAL_KINDS.map(({ kind }) => kind).join(', ');
  if (caKind !== undefined) {
    if (isExternalKind(caKind)) return caKind;
    throw usageInvalid(`--ca-kind is acm-pca or one of ${kinds}, not ${caKind}`);
  }
  const width = Math.max(...EXTERNAL_KINDS.map(({ name }) => name.length));
  return prompter.select({
    flag: '--ca-kind',
    message: 'Where is your CA?',
    choices: EXTERNAL_KINDS.map(({ kind, name, is }) => ({
      value: kind,
      label: `${name.padEnd(width)}  ${is}`,
      short: name,
    })),
  });
}

function askSettings(
  kind: ExternalKind,
  flags: ExternalFlags,
  functionName: string,
  tools: StepTools,
): Promise<ExternalSettings> {
  const secretName = secretNameFor(functionName, flags.namePrefix);
  switch (kind) {
    case 'kms':
      return askKms(flags, tools);
    case 'secret':
      return askOwnKey(flags, functionName, tools);
    case 'est':
      return askEst(flags, secretName, tools);
    case 'step-ca':
      return askStepCa(flags, secretName, tools);
    case 'vault':
      return askVault(flags, secretName, tools);
    default:
      return askWebhook(flags, secretName, tools);
  }
}

async function askIssuer(
  settings: ExternalSettings,
  { caCertificate }: ExternalFlags,
  tools: StepTools,
): Promise<IssuerCertificate> {
  if (caCertificate !== undefined) return readIssuerFile(caCertificate);
  if (settings.issuerPem !== undefined) return asIssuer(settings.issuerPem);
  const told = await whenSlow("reading the CA's certificate", tools.output, issuerFromServer(settings));
  if (told) return told;
  const path = await tools.prompter.input({
    flag: '--ca-certificate',
    message: 'File with the certificate of the CA that issues (PEM)',
  });
  return readIssuerFile(typedPath(path));
}

/** A key at hand is compared with the certificate; for one in a secret the trial signing shows whether it fits. */
function assertKeyBelongs({ config, secret }: ExternalSettings, issuer: IssuerCertificate): void {
  if (config.kind !== 'secret' || !secret || !('privateKeyPem' in secret)) return;
  const spki = createPublicKey(secret.privateKeyPem).export({ format: 'der', type: 'spki' });
  if (spki.equals(parseCertificate(issuer.pem).publicKey.spkiDer)) return;
  throw usageInvalid(
    `the key is not the key of the CA certificate ${issuer.displayName}`,
    'pass the certificate that goes with the key with --ca-certificate',
  );
}

/** The first CA certificate that the CA's own server tells of; undefined when it tells none. */
async function issuerFromServer(settings: ExternalSettings): Promise<IssuerCertificate | undefined> {
  const authority = await connectExternal(settings);
  if (!authority) return undefined;
  try {
    const chain = await authority.caChainPem();
    const issuer = chain.find((pem) => parseCertificate(pem).isCa);
    return issuer === undefined ? undefined : asIssuer(issuer);
  } catch (error) {
    if (!(error instanceof AuthorityError)) throw error;
    throw new CertprovError(
      error.code === 'AUTHORITY_UNTRUSTED' ? 'AUTHORITY_UNTRUSTED' : 'AUTHORITY_UNREACHABLE',
      `the CA does not tell its certificate: ${error.message}`,
      {
        fix: 'check URL, roots and credentials; or pass the certificate of the CA that issues with --ca-certificate',
        exitCode: EXIT.blocked,
        cause: error,
      },
    );
  }
}
