import { ServiceError } from '../service.ts';

const refusal =
  (code: string) =>
  (message: string): ServiceError =>
    new ServiceError(code, 400, message);

export const resourceNotFound = refusal('ResourceNotFoundException');
export const invalidArn = refusal('InvalidArnException');
export const invalidArgs = refusal('InvalidArgsException');
export const invalidState = refusal('InvalidStateException');
export const malformedCsr = refusal('MalformedCSRException');
export const malformedCertificate = refusal('MalformedCertificateException');
export const requestInProgress = refusal('RequestInProgressException');
export const tooManyTags = refusal('TooManyTagsException');
export const validationFailed = refusal('ValidationException');
