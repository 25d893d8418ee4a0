import { notImplemented, validationFailed } from './errors.ts';

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html#SecretsManager-CreateSecret-request-Name */
export function checkName(name: string): void {
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name)) {
    throw validationFailed(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
}

/** What a secret is under stays as it was made. */
export function refuseEncryptionKey(keyId: string | undefined): void {
  if (keyId !== undefined && !keyId.endsWith('alias/aws/secretsmanager'))
    throw notImplemented('another KMS key for a secret that is there');
}
