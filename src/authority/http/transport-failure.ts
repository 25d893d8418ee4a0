import { AuthorityError } from '../authority-error.ts';

/** What Node.js reports when a server's certificate is not vouched for, is not for this host, or is out of date. */
const UNTRUSTED =
  /^(?:CERT_|ERR_TLS_CERT|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE)/;

/**
 * Alerts with which a server turns away a client certificate, or its absence (RFC 8446 §6.2); only a peer sends them. As
 * codes of Node.js with TLS 1.3, as reasons of OpenSSL before. Servers that just cut the connection cannot be told apart.
 */
const IDENTITY_REFUSED =
  /alert[ _](?:(?:bad|unsupported)[ _])?certificate|alert[ _](?:unknown[ _]ca|access[ _]denied)/i;

/** A request that got no answer, as an error that says of which server and why. */
export function transportFailure(what: string, host: string, cause: unknown): AuthorityError {
  if (cause instanceof AuthorityError) return new AuthorityError(cause.code, `${what}: ${cause.message}`, { cause });
  const why = reason(cause);
  if (UNTRUSTED.test(why)) {
    return new AuthorityError('AUTHORITY_UNTRUSTED', `${what}: the certificate of ${host} is not trusted: ${why}`, {
      cause,
    });
  }
  if (IDENTITY_REFUSED.test(why)) {
    return new AuthorityError(
      'AUTHORITY_CREDENTIALS_REFUSED',
      `${what}: ${host} does not take the client certificate, or wants one: ${why}`,
      { cause },
    );
  }
  return new AuthorityError('AUTHORITY_UNREACHABLE', `${what} got no answer from ${host}: ${why}`, { cause });
}

function reason(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const code = 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
  // The code says nothing; OpenSSL's reason is between its routine and its source file.
  return code === 'EPROTO' ? (/SSL routines:[^:]*:([^:]+)/.exec(cause.message)?.[1] ?? code) : code;
}
