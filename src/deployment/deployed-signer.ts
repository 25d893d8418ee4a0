import type { AuthorityKind, ExternalConfig, ExternalKind } from '../authority/authority.ts';
import { readExternalEnvironment } from '../authority/external-environment.ts';
import type { AwsReader, FunctionDescription, KeyDescription, SecretDescription } from '../aws/ports/ports.ts';
import { asIssuer, type IssuerCertificate } from './issuer-certificate.ts';

export interface DeployedExternal {
  readonly config: ExternalConfig;
  readonly issuer: IssuerCertificate;
}

/** In the order in which they are offered: what needs no server first. */
export const EXTERNAL_KINDS: readonly { readonly kind: ExternalKind; readonly name: string; readonly is: string }[] = [
  { kind: 'kms', name: 'own CA, key in KMS', is: 'the key never leaves AWS KMS' },
  { kind: 'secret', name: 'own CA, key in a secret', is: 'cheaper; readers of the secret can act as the CA' },
  { kind: 'est', name: 'EST (RFC 7030)', is: "an EST server; tried with GlobalSign's estserver" },
  { kind: 'step-ca', name: 'step-ca', is: 'JWK or X5C provisioner' },
  { kind: 'vault', name: 'Vault or OpenBao', is: 'sign-verbatim of a PKI engine' },
  { kind: 'webhook', name: 'webhook', is: 'your own RA over a signed HTTPS contract' },
];

export const isExternalKind = (text: string): text is ExternalKind => EXTERNAL_KINDS.some(({ kind }) => kind === text);

/** What a built-in signer is set to, from its environment; undefined for any other function, and for damaged settings. */
export function deployedExternal(environment: FunctionDescription['environment']): DeployedExternal | undefined {
  const kind = environment['CERTPROV_CA_KIND'] ?? '';
  if (!isExternalKind(kind)) return undefined;
  try {
    const { authority, issuer } = readExternalEnvironment(kind, environment);
    return { config: authority, issuer: asIssuer(issuer.pem) };
  } catch (error) {
    if (error instanceof Error && error.name === 'ConfigurationInvalid') return undefined;
    throw error;
  }
}

/** What a signer of an own or external CA needs at every signing. Null: it could not be read. */
export interface ExternalResources {
  /** By its ARN; undefined when there is no such key any more. */
  readonly key?: { readonly keyArn: string; readonly found: KeyDescription | undefined | null };
  readonly secret?: { readonly secretName: string; readonly found: SecretDescription | undefined | null };
}

/** Which of the built-in signers a function is, by its settings. */
export const signerKind = ({ CERTPROV_CA_KIND: kind = '' }: FunctionDescription['environment']): AuthorityKind =>
  isExternalKind(kind) ? kind : 'acm-pca';

/** One line about a CA by its settings, none of which is secret. */
export function describeExternal(config: ExternalConfig): string {
  switch (config.kind) {
    case 'kms':
      return `own CA, key in KMS: ${config.keyArn.split(':').at(-1) ?? config.keyArn}`;
    case 'secret':
      return `own CA, key in the secret ${config.secretName}`;
    case 'est':
      return `EST: ${config.url}`;
    case 'step-ca':
      return `step-ca: ${config.url}, provisioner ${config.provisioner}`;
    case 'vault':
      return `Vault: ${config.address}, ${config.namespace ? `${config.namespace}/` : ''}${config.mount}/sign-verbatim/${config.role}`;
    default:
      return `webhook: ${config.url}`;
  }
}

/** Lets a caller do without what cannot be read: null. */
export type Optional = <T>(what: string, read: Promise<T>) => Promise<T | null>;

const required: Optional = (_what, read) => read;

/** What AWS holds for a signer of an own or external CA, as it is now. */
export async function readExternalResources(
  config: ExternalConfig,
  aws: Pick<AwsReader, 'describeKey' | 'describeSecret'>,
  optional: Optional = required,
): Promise<ExternalResources> {
  if (config.kind === 'kms') {
    const { keyArn } = config;
    return { key: { keyArn, found: await optional('the KMS key of the CA', aws.describeKey(keyArn)) } };
  }
  const { secretName } = config;
  return { secret: { secretName, found: await optional('the secret of the signer', aws.describeSecret(secretName)) } };
}
