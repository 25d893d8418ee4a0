import { ServiceError } from '../service.ts';

const refusal =
  (code: string) =>
  (message: string): ServiceError =>
    new ServiceError(code, 400, message);

export const invalidNextToken = refusal('InvalidNextTokenException');
export const invalidParameter = refusal('InvalidParameterException');
export const invalidRequest = refusal('InvalidRequestException');
export const resourceExists = refusal('ResourceExistsException');
export const resourceNotFound = refusal('ResourceNotFoundException');
export const validationFailed = refusal('ValidationException');

/** AWS's wording for a member that breaks a constraint; without a value where that is secret. */
export const constraintViolated = (member: string, constraint: string, value?: string | number): ServiceError =>
  validationFailed(
    `1 validation error detected: Value ${value === undefined ? '' : `'${value}' `}at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

export const notImplemented = (what: string): ServiceError =>
  new ServiceError('NotImplemented', 501, `the certprov sandbox does not implement ${what}`);
