import { ServiceError } from '../service.ts';

const USER = { Type: 'User' };

export const resourceNotFound = (message: string): ServiceError =>
  new ServiceError('ResourceNotFoundException', 404, message, USER);

export const resourceConflict = (message: string): ServiceError =>
  new ServiceError('ResourceConflictException', 409, message, USER);

export const invalidParameterValue = (message: string): ServiceError =>
  new ServiceError('InvalidParameterValueException', 400, message, USER);

export const preconditionFailed = (api = 'GetFunction/GetAlias'): ServiceError =>
  new ServiceError(
    'PreconditionFailedException',
    412,
    `The Revision Id provided does not match the latest Revision Id. Call the ${api} API to retrieve the latest Revision Id`,
    USER,
  );

/** Lambda's wording for a member that breaks its shape's constraint. */
export const constraintViolated = (value: unknown, member: string, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationException',
    400,
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

export const notImplemented = (what: string): ServiceError =>
  new ServiceError('NotImplemented', 501, `the certprov sandbox does not implement ${what}`);
