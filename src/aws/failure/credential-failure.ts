import { CertprovError, type ErrorDetails } from '../../errors.ts';
import { NEW_LOGIN } from '../credentials/source-fault.ts';
import { AWS_SAYS } from './recorded-messages.ts';
import type { SdkFailure } from './sdk-failure.ts';

const EXPIRED = new Set(['ExpiredToken', 'ExpiredTokenException', 'ExpiredTokenError', 'TokenRefreshRequired']);

const UNKNOWN = new Set([
  'InvalidClientTokenId',
  'InvalidAccessKeyId',
  'UnrecognizedClientException',
  'InvalidToken',
  'MissingAuthenticationToken',
  'MissingAuthenticationTokenException',
  'AuthFailure',
]);

const SIGNATURE = new Set([
  'SignatureDoesNotMatch',
  'InvalidSignatureException',
  'IncompleteSignature',
  'IncompleteSignatureException',
]);

const CLOCK = new Set(['RequestExpired', 'RequestInTheFuture', 'RequestTimeTooSkewed']);

/**
 * `undefined` when the failure is not about credentials. AWS's own text is left out where it may hold a session token:
 * a signature that does not match is answered with the signed headers.
 * @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
 */
export function credentialFailure(
  failure: SdkFailure,
  details: ErrorDetails,
  cause: unknown,
): CertprovError | undefined {
  const { name, message } = failure;
  if (EXPIRED.has(name) || AWS_SAYS.tokenExpired.pattern.test(message)) {
    return new CertprovError('AWS_CREDENTIALS_EXPIRED', 'the AWS credentials have expired', {
      fix: NEW_LOGIN,
      details,
      cause,
    });
  }
  if (CLOCK.has(name) || (SIGNATURE.has(name) && AWS_SAYS.clockIsWrong.pattern.test(message))) {
    return new CertprovError(
      'AWS_CREDENTIALS_INVALID',
      `AWS refused the signature: the clock of this machine says ${new Date().toISOString()}`,
      {
        fix: 'set the clock (AWS allows 15 minutes), then run the same command again',
        details,
      },
    );
  }
  if (SIGNATURE.has(name)) {
    return new CertprovError(
      'AWS_CREDENTIALS_INVALID',
      'AWS refused the signature: the secret access key does not belong to the access key',
      {
        fix: 'set the access key, the secret access key and the session token again, all from one source',
        details,
      },
    );
  }
  if (failure.errno === 'ERR_INVALID_CHAR') {
    return new CertprovError(
      'AWS_CREDENTIALS_INVALID',
      'the AWS credentials hold a character that no key has, such as a line break',
      {
        fix: 'set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN again without quotes and line breaks',
        details,
      },
    );
  }
  if (UNKNOWN.has(name)) {
    return new CertprovError('AWS_CREDENTIALS_INVALID', `AWS does not know these credentials (${name})`, {
      fix: 'check them with `aws sts get-caller-identity`; keys made with a session token need AWS_SESSION_TOKEN as well',
      details,
      cause,
    });
  }
  return undefined;
}
