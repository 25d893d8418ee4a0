import { ServiceError } from '../service.ts';

/**
 * A refusal of the device provisioning MQTT API: statusCode, errorCode, errorMessage on `…/rejected`. AWS documents the
 * members and no codes.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html
 */
export const rejection = (statusCode: number, errorCode: string, errorMessage: string): ServiceError =>
  new ServiceError(errorCode, statusCode, errorMessage);
