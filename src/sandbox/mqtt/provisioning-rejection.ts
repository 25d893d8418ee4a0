import { randomUUID } from 'node:crypto';
import { ExistingConflict, InvalidTemplate, UnresolvedReference } from '../iot/errors.ts';
import type { ServiceError } from '../service.ts';
import { rejection } from './mqtt-context.ts';

/**
 * What a device is told of a template that could not be carried out: four codes of the device API, where the API over HTTP
 * has many. So says ministack; AWS's guide has no codes.
 */
export function provisioningRejection(error: ServiceError, templateName: string): ServiceError {
  if (error instanceof UnresolvedReference) return rejection(400, 'InvalidParameters', error.message);
  if (error instanceof InvalidTemplate)
    return rejection(400, 'InvalidTemplate', `Template ${templateName} cannot be carried out: ${error.message}`);
  if (error.code === 'UnauthorizedException') return rejection(403, 'AccessDenied', 'Access Denied');
  const inner = `Service: AWSIot; Status Code: 400; Error Code: ResourceRegistrationFailureException; Request ID: ${randomUUID()}; Proxy: null`;
  const where = error instanceof ExistingConflict ? '' : 'Register thing workflow execution terminates due to: ';
  return rejection(400, 'ProvisioningFailed', `${where}${error.message} (${inner})`);
}
