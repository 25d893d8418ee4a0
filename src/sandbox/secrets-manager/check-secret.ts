import { constraintViolated, notImplemented, validationFailed } from './errors.ts';

const MAX_NAME = 512;
const MAX_DESCRIPTION = 2048;

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html#SecretsManager-CreateSecret-request-Name */
export function checkName(name: string): void {
  if (name.length < 1) throw constraintViolated('name', 'have length greater than or equal to 1', name);
  if (name.length > MAX_NAME) throw constraintViolated('name', `have length less than or equal to ${MAX_NAME}`, name);
  if (!/^[A-Za-z0-9/_+=.@!-]+$/.test(name)) {
    throw validationFailed(
      'Invalid name. Must be a valid name containing alphanumeric characters, or any of the following: -/_+=.@!',
    );
  }
}

export function checkDescription(description: string | undefined): void {
  if ((description?.length ?? 0) > MAX_DESCRIPTION)
    throw constraintViolated('description', `have length less than or equal to ${MAX_DESCRIPTION}`, description);
}

/** What a secret is under stays as it was made. */
export function refuseEncryptionKey(keyId: string | undefined): void {
  if (keyId !== undefined && !keyId.endsWith('alias/aws/secretsmanager'))
    throw notImplemented('another KMS key for a secret that is there');
}
