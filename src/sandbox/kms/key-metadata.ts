import type { Call } from '../service.ts';
import { KEY_SPECS } from './algorithms.ts';
import { keyStateOf } from './key-state.ts';
import type { KmsKeyRecord } from './state.ts';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html */
export const keyMetadata = (key: KmsKeyRecord, call: Call): object => ({
  AWSAccountId: call.account,
  KeyId: key.keyId,
  Arn: key.arn,
  CreationDate: key.createdAt,
  Enabled: keyStateOf(key) === 'Enabled',
  Description: key.description,
  KeyUsage: 'SIGN_VERIFY',
  KeyState: keyStateOf(key),
  DeletionDate: key.deletesAt,
  Origin: 'AWS_KMS',
  KeyManager: 'CUSTOMER',
  CustomerMasterKeySpec: key.keySpec,
  KeySpec: key.keySpec,
  SigningAlgorithms: [...KEY_SPECS[key.keySpec].signingAlgorithms],
  MultiRegion: false,
});
