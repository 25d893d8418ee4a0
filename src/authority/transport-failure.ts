import { AuthorityError } from './authority-error.ts';

/** What Node.js reports when a server's certificate is not vouched for, is not for this host, or is out of date. */
const UNTRUSTED =
  /^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/** A request that got no answer, as an error that says of which server and why. */
export function transportFailure(what: string, host: string, cause: unknown): AuthorityError {
  const why = reason(cause);
  if (UNTRUSTED.test(why)) {
    return new AuthorityError('AUTHORITY_UNTRUSTED', `${what}: the certificate of ${host} is not trusted: ${why}`, {
      cause,
    });
  }
  return new AuthorityError('AUTHORITY_UNREACHABLE', `${what} got no answer from ${host}: ${why}`, { cause });
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
