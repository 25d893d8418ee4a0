import type { AcmPcaTemplate } from './acm-pca/acm-pca-template.ts';

/** The connector that the signer uses. Constructing one does no I/O. */
export interface CertificateAuthority {
  readonly kind: AuthorityKind;
  /** Issuing CA first, root last, as far as the CA tells. */
  caChainPem(): Promise<readonly string[]>;
  issueCertificate(request: IssueRequest): Promise<IssuedCertificate>;
}

export interface IssueRequest {
  /** Parsed, and its signature verified. */
  readonly csr: RequestedCertificate;
  /** Days; the CA's own end is the upper bound. */
  readonly validityDays: number;
  /** Epoch milliseconds after which no answer is of use. */
  readonly deadline: number;
  /** Of the event of AWS IoT: the claim certificate's ID, and the MQTT client ID. */
  readonly principalId: string;
  readonly clientId: string;
}

/** What a connector may need of a CSR (RFC 2986); `CertificationRequest` of `csr/` is one. */
export interface RequestedCertificate {
  readonly pem: string;
  readonly der: Buffer;
  /** DER Name, byte for byte as the device wrote it, and its CN. */
  readonly subject: { readonly der: Buffer; readonly commonName: string | undefined; readonly isEmpty: boolean };
  /** DER SubjectPublicKeyInfo. */
  readonly publicKey: { readonly spkiDer: Buffer };
  readonly requestedExtensions: readonly {
    readonly oid: string;
    readonly critical: boolean;
    readonly value: Buffer;
  }[];
  readonly subjectAltNames: readonly string[];
}

export interface IssuedCertificate {
  /** Leaf only. */
  readonly certificatePem: string;
  /** Milliseconds that the CA took, from the first request to the answer that held the certificate. */
  readonly authorityMs: number;
}

/** One member per connector, so that none sees another's settings. Nothing secret is in any of them. */
export type AuthorityConfig = AcmPcaConfig | ExternalConfig;
export type ExternalConfig = KmsConfig | SecretConfig | EstConfig | StepCaConfig | VaultConfig | WebhookConfig;

export type AuthorityKind = AuthorityConfig['kind'];
export type ExternalKind = ExternalConfig['kind'];

export interface AcmPcaConfig {
  readonly kind: 'acm-pca';
  readonly certificateAuthorityArn: string;
  /** AWS's spelling, e.g. `EC_prime256v1`; decides the signing algorithm. */
  readonly keyAlgorithm: string;
  readonly template: AcmPcaTemplate;
}

/** Own CA whose key is in AWS KMS. */
export interface KmsConfig {
  readonly kind: 'kms';
  /** ARN of the key itself, never of an alias: an alias can be pointed elsewhere. */
  readonly keyArn: string;
}

/** Own CA whose key is in AWS Secrets Manager: whoever may read the secret owns the CA. */
export interface SecretConfig {
  readonly kind: 'secret';
  /** Name, so that it is known before the secret exists; its value is an `OwnCaSecret`. */
  readonly secretName: string;
}

/** RFC 7030. What of Basic, a header and mTLS is used is what the secret, an `EstSecret`, holds. */
export interface EstConfig {
  readonly kind: 'est';
  /** Up to and without `/simpleenroll`, with the label if there is one. */
  readonly url: string;
  /** RFC 7030 wants base64 of DER; DigiCert's examples post PEM. */
  readonly bodyFormat: 'base64-der' | 'pem';
  readonly secretName: string;
}

/** A JWK or an X5C provisioner, by what the secret, a `StepCaSecret`, holds. */
export interface StepCaConfig {
  readonly kind: 'step-ca';
  readonly url: string;
  /** SHA-256 of the root certificate, lower-case hex: what TLS is pinned to, and a claim of the token. */
  readonly rootFingerprint: string;
  readonly provisioner: string;
  readonly secretName: string;
}

/** HashiCorp Vault or OpenBao, `sign-verbatim`. */
export interface VaultConfig {
  readonly kind: 'vault';
  readonly address: string;
  readonly namespace?: string | undefined;
  /** Path of the PKI secrets engine. */
  readonly mount: string;
  readonly role: string;
  readonly auth: VaultAuth;
  /** Its value is a `VaultSecret`. */
  readonly secretName: string;
}

export type VaultAuth =
  | { readonly method: 'approle'; readonly mount: string }
  | {
      readonly method: 'aws-iam';
      readonly mount: string;
      readonly role: string;
      readonly serverId?: string | undefined;
      /** Of the `sts_endpoint` that Vault is configured with; without one it asks STS's global endpoint. */
      readonly stsRegion?: string | undefined;
    }
  | { readonly method: 'token' };

/** The contract of docs/webhook.md. */
export interface WebhookConfig {
  readonly kind: 'webhook';
  readonly url: string;
  /** Its value is a `WebhookSecret`. */
  readonly secretName: string;
}
