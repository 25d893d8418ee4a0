import type { KeyDescription } from './aws/ports/ports.ts';

/** Keys and secrets of AWS end some days after they were asked to; until then they are of no use, and their names are taken. */
export const isMarkedForDeletion = ({ keyState }: Pick<KeyDescription, 'keyState'>): boolean =>
  keyState === 'PendingDeletion';

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_CancelKeyDeletion.html */
export const wayBackOfKey = ({ keyId }: Pick<KeyDescription, 'keyId'>): string =>
  `aws kms cancel-key-deletion --key-id ${keyId}, then aws kms enable-key --key-id ${keyId}`;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const wayBackOfSecret = (secretName: string): string =>
  `aws secretsmanager restore-secret --secret-id ${secretName}`;
