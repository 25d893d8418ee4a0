import type { ExternalConfig, ExternalKind } from '../authority/authority.ts';
import { readExternalEnvironment } from '../authority/external-environment.ts';
import type { FunctionDescription, KeyDescription, SecretDescription } from '../aws/ports/ports.ts';
import { asIssuer, type IssuerCertificate } from './issuer-certificate.ts';

export interface DeployedExternal {
  readonly config: ExternalConfig;
  readonly issuer: IssuerCertificate;
}

/** In the order in which they are offered: what needs no server first. */
export const EXTERNAL_KINDS: readonly { readonly kind: ExternalKind; readonly name: string; readonly is: string }[] = [
  { kind: 'kms', name: 'own CA, key in KMS', is: 'the key never leaves AWS KMS' },
  { kind: 'secret', name: 'own CA, key in a secret', is: 'cheaper; who reads the secret is the CA' },
  { kind: 'est', name: 'EST (RFC 7030)', is: 'DigiCert, GlobalSign, Sectigo, EJBCA, OpenXPKI' },
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
