import type { ExternalConfig } from '../../authority/authority.ts';
import type { SecretDocuments } from '../../authority/secret-documents.ts';
import type { VpcAttachment } from '../../aws/ports/ports.ts';
import type { IssuerCertificate } from '../../deployment/issuer-certificate.ts';

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
  readonly vpc: VpcAttachment | undefined;
}
