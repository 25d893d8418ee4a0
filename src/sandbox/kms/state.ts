import type { KeySpec } from './algorithms.ts';

/** AWS KMS of one Region: keys that sign. */
export interface KmsState {
  /** By key id. */
  keys: Record<string, KmsKeyRecord>;
  /** By name, `alias/` included. */
  aliases: Record<string, AliasRecord>;
}

export interface KmsKeyRecord {
  keyId: string;
  arn: string;
  /** A symmetric one encrypts for other services, and signs nothing. */
  keySpec: KeySpec | 'SYMMETRIC_DEFAULT';
  createdAt: string;
  description: string;
  enabled: boolean;
  /** The key is pending deletion until then, and gone afterwards. */
  deletesAt?: string;
  /** The JSON text as it was sent. */
  policy: string;
  /** Base64 PKCS#8; empty for a symmetric key: the sandbox stores nothing encrypted by it. */
  privateKey: string;
  tags: Record<string, string>;
}

export interface AliasRecord {
  aliasName: string;
  arn: string;
  targetKeyId: string;
  createdAt: string;
  updatedAt: string;
}

export const emptyKmsState = (): KmsState => ({ keys: {}, aliases: {} });
