/** The part of the ports about keys and secrets of CAs, and the key that AWS IoT's data is under; `ports.ts` has the rest and the rules. */

/**
 * A key of AWS KMS that signs. `keySpec` and `keyState` keep AWS's spelling (`ECC_NIST_P256`, `PendingDeletion`).
 * @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html
 */
export interface KeyDescription {
  readonly keyArn: string;
  readonly keyId: string;
  readonly keySpec: string;
  readonly keyUsage: string;
  readonly keyState: string;
  readonly description: string;
  /** `alias/…`, as far as they were asked for. */
  readonly aliases: readonly string[];
}

/** Never the value. @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DescribeSecret.html */
export interface SecretDescription {
  readonly secretName: string;
  readonly secretArn: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Set when it is marked for deletion, and can no longer be read. */
  readonly deletedDate: Date | undefined;
  /** Id, ARN or alias of the key that it is under; absent: AWS's own. */
  readonly kmsKeyId?: string | undefined;
  /** Of the version AWSCURRENT; ListSecrets is not asked for it. */
  readonly versionId?: string | undefined;
}

/**
 * What AWS IoT's data of this account and Region is encrypted with. `status` keeps AWS's spelling (`HEALTHY`).
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeEncryptionConfiguration.html
 */
export interface IotEncryption {
  readonly encryptionType: string;
  readonly kmsKeyArn?: string | undefined;
  /** Role with which AWS IoT uses the key. */
  readonly kmsAccessRoleArn?: string | undefined;
  readonly status?: string | undefined;
  readonly errorCode?: string | undefined;
  readonly errorMessage?: string | undefined;
}

export interface KeyReader {
  iotEncryption(): Promise<IotEncryption>;

  /** Enabled customer keys that sign, with their aliases, page by page. */
  listSigningKeys(): AsyncIterable<readonly KeyDescription[]>;
  /** Id, ARN, alias name or alias ARN. */
  describeKey(key: string): Promise<KeyDescription | undefined>;
  keyTags(keyArn: string): Promise<Readonly<Record<string, string>>>;
  /** DER SubjectPublicKeyInfo. */
  publicKeyOf(keyArn: string): Promise<Buffer>;

  /** By the beginning of the name, page by page; those marked for deletion are left out. */
  listSecrets(prefix: string): AsyncIterable<readonly SecretDescription[]>;
  describeSecret(name: string): Promise<SecretDescription | undefined>;
}

export interface CreateKeyInput {
  readonly keySpec: string;
  readonly description: string;
  readonly tags: Readonly<Record<string, string>>;
}

export interface CreateSecretInput {
  readonly secretName: string;
  readonly description: string;
  /** JSON; it is sent to AWS and kept nowhere else. */
  readonly value: string;
  readonly kmsKeyArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
}

/** Only actions get this. */
export interface KeyWriter {
  createKey(input: CreateKeyInput): Promise<KeyDescription>;
  createAlias(alias: string, keyId: string): Promise<void>;
  deleteAlias(alias: string): Promise<boolean>;
  /** The signature, in DER for ECDSA. */
  signDigest(keyArn: string, digest: Uint8Array, algorithm: string): Promise<Buffer>;
  /** 7 to 30 days; resolves to the day on which AWS deletes it. */
  scheduleKeyDeletion(keyArn: string, days: number): Promise<Date | undefined>;

  createSecret(input: CreateSecretInput): Promise<{ readonly secretArn: string }>;
  putSecretValue(secretName: string, value: string): Promise<void>;
  /** Undefined days: at once, and it cannot be restored. */
  deleteSecret(secretName: string, recoveryDays: number | undefined): Promise<boolean>;
}
