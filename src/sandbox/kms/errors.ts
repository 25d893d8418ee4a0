import { ServiceError } from '../service.ts';

const refusal =
  (code: string) =>
  (message: string): ServiceError =>
    new ServiceError(code, 400, message);

export const alreadyExists = refusal('AlreadyExistsException');
export const invalidAliasName = refusal('InvalidAliasNameException');
export const invalidArn = refusal('InvalidArnException');
export const invalidKeyUsage = refusal('InvalidKeyUsageException');
export const invalidMarker = refusal('InvalidMarkerException');
export const invalidSignature = refusal('KMSInvalidSignatureException');
export const invalidState = refusal('KMSInvalidStateException');
export const keyDisabled = refusal('DisabledException');
export const malformedPolicy = refusal('MalformedPolicyDocumentException');
export const notAuthorized = refusal('NotAuthorizedException');
export const notFound = refusal('NotFoundException');
export const tagRefused = refusal('TagException');
export const unsupported = refusal('UnsupportedOperationException');
export const validationFailed = refusal('ValidationException');

/** AWS's wording for a member that breaks a constraint; without a value where that is bytes. */
export const constraintViolated = (member: string, constraint: string, value?: string | number): ServiceError =>
  validationFailed(
    `1 validation error detected: Value ${value === undefined ? '' : `'${value}' `}at '${member}' failed to satisfy constraint: Member must ${constraint}`,
  );

export const dryRun = (): ServiceError =>
  new ServiceError('DryRunOperationException', 412, 'The request would have succeeded, but the DryRun option is set.');
