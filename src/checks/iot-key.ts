import type { IotEncryption } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** Whether AWS IoT's data is under a key of the customer's; anything else than AWS's own is one. */
export const isCustomerKey = ({ encryptionType }: IotEncryption): boolean => encryptionType !== 'AWS_OWNED_KMS_KEY';

/** The key that AWS IoT's data is encrypted with, and its status as AWS has it, for one line. */
export function iotKeyText({ kmsKeyArn = 'a key of yours', status = 'of unknown health' }: IotEncryption): string {
  return `AWS IoT's data is under ${kmsKeyArn} · ${status}`;
}

/**
 * A key that AWS IoT cannot use. AWS does not say which operations fail then, so this warns and stops nothing.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/encryption-at-rest.html
 */
export function checkIotKey(encryption: IotEncryption | undefined | null): Finding[] {
  if (!encryption || !isCustomerKey(encryption) || encryption.status !== 'UNHEALTHY') return [];
  const { errorCode, errorMessage, kmsKeyArn, kmsAccessRoleArn } = encryption;
  const why = [errorCode, errorMessage].filter((part) => part !== undefined && part !== '').join(': ');
  const role = kmsAccessRoleArn === undefined ? '' : ` or the role ${kmsAccessRoleArn} that AWS IoT uses it with`;
  return [
    {
      code: 'IOT_KEY_UNHEALTHY',
      severity: 'warning',
      summary: `AWS reports that AWS IoT cannot use the key that its data of this account and Region is under${why === '' ? '' : ` (${why})`}: devices may be refused whoever signs, and a switch, or a rollback, may be refused as well`,
      fix: `have the owner of the key enable it${role}, and switch nothing until AWS says HEALTHY: aws iot describe-encryption-configuration`,
      ...(kmsKeyArn === undefined ? {} : { resource: kmsKeyArn }),
    },
  ];
}
