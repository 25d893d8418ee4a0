import { ServiceError } from '../service.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html */
export const noSuchRole = (roleName: string): ServiceError =>
  new ServiceError('NoSuchEntity', 404, `The role with name ${roleName} cannot be found.`);

export const noSuchUser = (userName: string): ServiceError =>
  new ServiceError('NoSuchEntity', 404, `The user with name ${userName} cannot be found.`);

export const noSuchGroup = (groupName: string): ServiceError =>
  new ServiceError('NoSuchEntity', 404, `The group with name ${groupName} cannot be found.`);

export const noSuchRolePolicy = (policyName: string): ServiceError =>
  new ServiceError('NoSuchEntity', 404, `The role policy with name ${policyName} cannot be found.`);

export const roleExists = (roleName: string): ServiceError =>
  new ServiceError('EntityAlreadyExists', 409, `Role with name ${roleName} already exists.`);

export const malformedPolicy = (message: string): ServiceError =>
  new ServiceError('MalformedPolicyDocument', 400, message);

export const limitExceeded = (message: string): ServiceError => new ServiceError('LimitExceeded', 409, message);

export const deleteConflict = (message: string): ServiceError => new ServiceError('DeleteConflict', 409, message);

export const invalid = (member: string, value: unknown, constraint: string): ServiceError =>
  new ServiceError(
    'ValidationError',
    400,
    `1 validation error detected: Value '${String(value)}' at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

export const invalidInput = (message: string): ServiceError => new ServiceError('InvalidInput', 400, message);

/** AWS has no such answer: it says that the sandbox cannot do what was asked. */
export const notImplemented = (what: string): ServiceError =>
  new ServiceError('NotImplemented', 501, `the certprov sandbox does not implement ${what}`);
