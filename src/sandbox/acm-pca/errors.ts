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
export const validationFailed = refusal('ValidationException');

/** The protocol carries no schema, so that required members are checked by hand. */
export function requireMembers(input: Readonly<Record<string, unknown>>, ...members: readonly string[]): void {
  for (const member of members) {
    if (input[member] !== undefined && input[member] !== null) continue;
    const name = member[0]!.toLowerCase() + member.slice(1);
    throw validationFailed(
      `1 validation error detected: Value null at '${name}' failed to satisfy constraint: Member must not be null`,
    );
  }
}
