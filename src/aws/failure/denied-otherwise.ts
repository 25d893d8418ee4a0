import { AWS_SAYS } from './recorded-messages.ts';
import type { SdkFailure } from './sdk-failure.ts';

/** A refusal for want of a permission that does not come with AWS's usual sentence. */
interface DeniedOtherwise {
  readonly message: string;
  readonly fix: string;
  /** What is missing is a right on the call itself, so that a statement for it may help. */
  readonly isOnCall: boolean;
}

/**
 * Secrets Manager says `Access to KMS is not allowed` where it may not use the secret's key for the caller, CloudWatch
 * Logs that a key is not allowed to be used with a log group, and Lambda nothing at all of a function in another account.
 * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/security-encryption.html
 */
export function deniedOtherwise(
  { message, status }: Pick<SdkFailure, 'message' | 'status'>,
  { action, resource }: { readonly action: string; readonly resource?: string | undefined },
): DeniedOtherwise | undefined {
  if (AWS_SAYS.kmsNotAllowed.pattern.test(message)) {
    return {
      message: `${action} was refused: AWS KMS does not let the caller use the key that encrypts the secret`,
      fix: 'allow kms:Decrypt and kms:GenerateDataKey on that key, in a policy of the caller and, if the key is your own, in its key policy; where nobody set a key it is aws/secretsmanager, and then a policy denies it: ask the administrators of your AWS organization',
      isOnCall: false,
    };
  }
  if (AWS_SAYS.keyRefusesLogs.pattern.test(message)) {
    return {
      message: `${action} was refused: CloudWatch Logs may not use the KMS key for the log group, or there is no such key`,
      fix: 'have the policy of the key allow the service logs.<region>.amazonaws.com kms:Encrypt*, kms:Decrypt*, kms:ReEncrypt*, kms:GenerateDataKey* and kms:Describe* (docs/landing-zones.md); what the caller may do with the key does not count. Or leave --log-retention away',
      isOnCall: false,
    };
  }
  if (message !== '') return undefined;
  const its = resource === undefined ? 'what was asked for' : resource;
  return {
    message: `${action} was refused with HTTP ${status}, and AWS gives no reason`,
    fix: `AWS answers like this where ${its} belongs to another account: check that first; else add the statement below to a policy of the caller`,
    isOnCall: true,
  };
}
