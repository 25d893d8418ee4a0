import { CertprovError, type ErrorDetails } from '../../errors.ts';
import { withoutSecrets } from '../failure/without-secrets.ts';

/** A reason without its subject: the profile, or what else was asked for credentials, is put before it. */
export type Fault = CertprovError;

export const NEW_LOGIN =
  'log in again (`aws sso login` or `aws login` with your profile, or fetch new keys), then run the same command again';

export const missing = (reason: string, fix: string, details: ErrorDetails = {}): Fault =>
  new CertprovError('AWS_CREDENTIALS_MISSING', reason, { fix, details: { ...details, definite: true } });

export const expired = (reason: string, fix = NEW_LOGIN): Fault =>
  new CertprovError('AWS_CREDENTIALS_EXPIRED', reason, { fix, details: { definite: true } });

/** The same failure, told about what was asked: `profile "prod": its credential_process …`. */
export function about(subject: string, error: unknown, fix: string, details: ErrorDetails = {}): CertprovError {
  // That the operator stopped, at the question for a code, says nothing about the source.
  if (error instanceof CertprovError && error.code === 'CANCELLED') return error;
  const inner = error instanceof CertprovError ? error : fromSdk(error, fix);
  return new CertprovError(inner.code, `${subject}: ${inner.message}`, {
    fix: inner.fix,
    exitCode: inner.exitCode,
    cause: inner.cause,
    details: { ...inner.details, ...details, definite: true },
  });
}

/** What the SDK's own sources throw. Their sentences are for programmers, but hold the reason. */
function fromSdk(error: unknown, fix: string): Fault {
  const text = withoutSecrets(error instanceof Error ? error.message : String(error));
  const reason = text.replace(/\s+/g, ' ').trim().slice(0, 400) || 'no reason was given';
  return /expired|reauthenticate|cannot refresh|invalid_grant/i.test(reason)
    ? expired(`the session has expired (${reason})`, fix)
    : missing(reason, fix);
}
