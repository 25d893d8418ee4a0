/**
 * What the connectors keep in AWS Secrets Manager, as JSON: credentials, and the TLS roots that they are only sent to.
 * None of it is ever in the environment, the plan, the journal, a log or an error.
 */
interface PinnedServer {
  /** PEM of the roots that the CA's server is trusted by; without them, those that Node.js brings. */
  readonly tlsRootsPem?: string | undefined;
}

/** PKCS#8 PEM, not encrypted: Secrets Manager encrypts it. */
export interface OwnCaSecret {
  readonly privateKeyPem: string;
}

/** A client certificate with its key, both PEM. */
export interface TlsIdentity {
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** Any combination; what is there is sent. */
export interface EstSecret extends PinnedServer {
  readonly basic?: { readonly username: string; readonly password: string } | undefined;
  /** A whole header, e.g. DigiCert's `Authorization`. */
  readonly header?: { readonly name: string; readonly value: string } | undefined;
  readonly identity?: TlsIdentity | undefined;
}

/** Private JWK (RFC 7517) of the provisioner, EC P-256, or the certificate and key of an X5C provisioner. */
export type StepCaSecret = { readonly tlsRootsPem: string } & (
  | { readonly jwk: Readonly<Record<string, string>>; readonly x5c?: undefined }
  | { readonly jwk?: undefined; readonly x5c: TlsIdentity }
);

export interface VaultSecret extends PinnedServer {
  readonly approle?: { readonly roleId: string; readonly secretId: string } | undefined;
  readonly token?: string | undefined;
}

export interface WebhookSecret extends PinnedServer {
  /** Key of the HMAC, as text. */
  readonly hmac?: string | undefined;
  readonly bearer?: string | undefined;
  readonly identity?: TlsIdentity | undefined;
}

export interface SecretDocuments {
  readonly secret: OwnCaSecret;
  readonly est: EstSecret;
  readonly 'step-ca': StepCaSecret;
  readonly vault: VaultSecret;
  readonly webhook: WebhookSecret;
}

/** Where a connector gets its secret: from Secrets Manager in the signer, from the operator's answers in the wizard. */
export interface SecretSource<T> {
  /** Kept for minutes; the same object as long as the value has not changed. `deadline` in epoch milliseconds. */
  read(deadline: number): Promise<T>;
  /** The server refused: the next `read` asks again, since somebody may have rotated the credentials. */
  forget(): void;
}

/** A secret that is at hand already: the operator has just given it. */
export const fixedSecret = <T>(secret: T): SecretSource<T> => ({ read: async () => secret, forget: () => undefined });
