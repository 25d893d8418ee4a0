/** Secrets Manager of one Region. */
export interface SecretsManagerState {
  /** By ARN: a name may be used again after its secret is gone. */
  secrets: Record<string, SecretRecord>;
}

export interface SecretRecord {
  arn: string;
  name: string;
  description?: string;
  createdAt: string;
  changedAt: string;
  /** The secret is marked for deletion until then, and gone afterwards. */
  deletesAt?: string;
  /** ARN of the account's key that it is under; absent: aws/secretsmanager. */
  kmsKeyArn?: string;
  /** By version id. */
  versions: Record<string, SecretVersion>;
  tags: Record<string, string>;
}

export interface SecretVersion {
  versionId: string;
  createdAt: string;
  /** Staging labels: AWSCURRENT, AWSPREVIOUS, and the caller's own. */
  stages: string[];
  value: SecretValue;
}

/** One of both; `binary` in base64. */
export interface SecretValue {
  string?: string;
  binary?: string;
}

export const emptySecretsManagerState = (): SecretsManagerState => ({ secrets: {} });
