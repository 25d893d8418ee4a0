import { ServiceError } from '../service.ts';

export const invalidRequest = (message: string): ServiceError =>
  new ServiceError('InvalidRequestException', 400, message);

/** A template refers to what neither the device nor a default gives. */
export class UnresolvedReference extends ServiceError {
  constructor(name: string) {
    super('InvalidRequestException', 400, `Cannot resolve reference value: ${name}`);
  }
}

export class InvalidTemplate extends ServiceError {
  constructor(why: string) {
    super('InvalidRequestException', 400, `The template body is invalid: ${why}`);
  }
}

export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', 404, message);

export const limitExceeded = (message: string): ServiceError =>
  new ServiceError('LimitExceededException', 410, message);

export const resourceAlreadyExists = (message: string, resourceId: string, resourceArn: string): ServiceError =>
  new ServiceError('ResourceAlreadyExistsException', 409, message, { resourceId, resourceArn });

export const certificateState = (message: string): ServiceError =>
  new ServiceError('CertificateStateException', 406, message);

export const deleteConflict = (message: string): ServiceError =>
  new ServiceError('DeleteConflictException', 409, message);

export const registrationFailure = (message: string): ServiceError =>
  new ServiceError('ResourceRegistrationFailureException', 400, message);

/** A thing that is there is not as a template without OverrideSettings has it. */
export class ExistingConflict extends ServiceError {
  constructor(property: string, existing: string, wanted: string) {
    super(
      'ResourceRegistrationFailureException',
      400,
      `Existing ${property}: ${existing} conflicts with ${property}: ${wanted} in Template.`,
    );
  }
}

export const unauthorized = (message: string): ServiceError => new ServiceError('UnauthorizedException', 401, message);

/** Refuses what breaks the pattern or the length of a member's shape. */
export function requirePattern(value: string, member: string, pattern: RegExp): void {
  if (pattern.test(value)) return;
  throw invalidRequest(
    `1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: ${pattern.source.slice(1, -1)}`,
  );
}
