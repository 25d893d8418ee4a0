import { AuthorityError, type AuthorityErrorCode } from './authority-error.ts';

const OF_STATUS: Readonly<Record<number, AuthorityErrorCode>> = {
  202: 'AUTHORITY_PENDING',
  400: 'AUTHORITY_REFUSED_CSR',
  401: 'AUTHORITY_CREDENTIALS_REFUSED',
  403: 'AUTHORITY_ACCESS_DENIED',
  404: 'AUTHORITY_NOT_FOUND',
  429: 'AUTHORITY_THROTTLED',
};

/** An HTTP answer that is not a certificate. `detail` is the server's own sentence, shortened and on one line. */
export function serverRefusal(
  what: string,
  status: number,
  detail: string,
  code: AuthorityErrorCode = codeOf(status),
): AuthorityError {
  const said = detail.replace(/\s+/g, ' ').trim().slice(0, 300);
  const why = status === 202 ? 'waits for an approval, which AWS IoT does not' : `answered HTTP ${status}`;
  return new AuthorityError(code, `${what} ${why}${said ? `: ${said}` : ''}`);
}

function codeOf(status: number): AuthorityErrorCode {
  const known = OF_STATUS[status];
  if (known) return known;
  if (status >= 500) return 'AUTHORITY_UNAVAILABLE';
  return status >= 400 ? 'AUTHORITY_REFUSED' : 'AUTHORITY_ANSWER_INVALID';
}
