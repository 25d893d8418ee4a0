import type { IotEncryption } from '../aws/ports/ports.ts';
import type { Json } from '../terminal/output.ts';

/** What AWS IoT's data is under, in the documents of `init` and `status`; null: it could not be read. */
export const iotEncryptionDocument = (encryption: IotEncryption | undefined | null): Json =>
  encryption
    ? {
        encryptionType: encryption.encryptionType,
        kmsKeyArn: encryption.kmsKeyArn ?? null,
        kmsAccessRoleArn: encryption.kmsAccessRoleArn ?? null,
        status: encryption.status ?? null,
        errorCode: encryption.errorCode ?? null,
        errorMessage: encryption.errorMessage ?? null,
      }
    : null;
