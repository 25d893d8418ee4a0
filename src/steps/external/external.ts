import type { ExternalConfig } from '../../authority/authority.ts';
import type { SecretDocuments } from '../../authority/secret-documents.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';

/** Flags of `init` for a CA that is not an AWS Private CA. */
export interface ExternalFlags {
  readonly caKind?: string | undefined;
  /** Server of the CA: EST, step-ca, Vault or webhook. */
  readonly caUrl?: string | undefined;
  /** JSON file with what the signer authenticates with; its members are those of the kind's secret. */
  readonly caCredentials?: string | undefined;
  /** File with the certificate of the CA that issues. */
  readonly caCertificate?: string | undefined;
  /** PEM file of the roots by which the CA's server is trusted. */
  readonly tlsRoots?: string | undefined;
  readonly caCanary?: boolean | undefined;
  /** Devices that get a certificate in a month, for what it costs. */
  readonly fleetSize?: number | undefined;

  readonly kmsKey?: string | undefined;
  readonly caSecret?: string | undefined;
  readonly caKey?: string | undefined;
  readonly passphraseFile?: string | undefined;
  readonly bodyFormat?: string | undefined;
  readonly rootFingerprint?: string | undefined;
  readonly provisioner?: string | undefined;
  readonly vaultNamespace?: string | undefined;
  readonly vaultMount?: string | undefined;
  readonly vaultRole?: string | undefined;
  readonly vaultAuth?: string | undefined;
  readonly vaultAuthMount?: string | undefined;
  readonly vaultAuthRole?: string | undefined;

  /** Before the name of the secret that is made. */
  readonly namePrefix?: string | undefined;
}

/** What a kind of CA needs to be told, before its certificate is known. */
export interface ExternalSettings {
  readonly config: ExternalConfig;
  /** What the signer is to find in its secret; undefined for KMS, and for a secret that is there already. */
  readonly secret?: SecretDocuments[keyof SecretDocuments] | undefined;
  /** The CA's certificate, when it came with the key. */
  readonly issuerPem?: string | undefined;
}

/** A CA other than an AWS Private CA, for the built-in signer. The secret is in memory only. */
export interface LinkedExternal extends ExternalSettings {
  readonly kind: 'external';
  readonly issuer: IssuerCertificate;
  readonly validityDays: number;
}
