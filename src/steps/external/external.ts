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

  readonly subnetIds?: string | undefined;
  readonly securityGroupIds?: string | undefined;
}
