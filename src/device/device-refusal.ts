import { CertprovError } from '../errors.ts';

interface RefusedMessage {
  /** As HTTP has them; 0 when the answer has none. */
  readonly statusCode: number;
  /** AWS's, e.g. `InvalidCertificateOwnershipToken`; empty when the answer has none. */
  readonly errorCode: string;
  readonly errorMessage: string;
}

/**
 * AWS IoT answered on `…/rejected`.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export class DeviceRefusal extends CertprovError implements RefusedMessage {
  readonly statusCode: number;
  readonly errorCode: string;
  readonly errorMessage: string;

  constructor(operation: string, { statusCode, errorCode, errorMessage }: RefusedMessage, fix: string) {
    const why = [errorCode, errorMessage].filter((part) => part !== '').join(': ') || `status ${statusCode}`;
    super('DEVICE_REFUSED', `${operation} was refused: ${why}`, {
      fix,
      details: { operation, statusCode, errorCode, errorMessage },
    });
    this.statusCode = statusCode;
    this.errorCode = errorCode;
    this.errorMessage = errorMessage;
  }
}
