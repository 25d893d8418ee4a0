import { quoteText } from '../../csr/quote-text.ts';
import { AuthorityError, type AuthorityErrorCode } from '../authority-error.ts';

const OF_STATUS: Readonly<Record<number, AuthorityErrorCode>> = {
  202: 'AUTHORITY_PENDING',
  400: 'AUTHORITY_REFUSED_CSR',
  401: 'AUTHORITY_CREDENTIALS_REFUSED',
  403: 'AUTHORITY_ACCESS_DENIED',
  404: 'AUTHORITY_NOT_FOUND',
  429: 'AUTHORITY_THROTTLED',
};

const LONGEST_DETAIL = 300;

/**
 * An HTTP answer that is not a certificate. `detail` is the server's own sentence, on one line, as far as it is words:
 * some answer with a private key where they were asked for a certificate.
 */
export function serverRefusal(
  what: string,
  status: number,
  detail: string,
  code: AuthorityErrorCode = codeOf(status),
): AuthorityError {
  const said = quoteText(detail, LONGEST_DETAIL);
  const why = status === 202 ? 'waits for an approval, which AWS IoT does not' : `answered HTTP ${status}`;
  return new AuthorityError(code, `${what} ${why}${said ? `: ${said}` : ''}`);
}

function codeOf(status: number): AuthorityErrorCode {
  const known = OF_STATUS[status];
  if (known) return known;
  if (status >= 500) return 'AUTHORITY_UNAVAILABLE';
  return status >= 400 ? 'AUTHORITY_REFUSED' : 'AUTHORITY_ANSWER_INVALID';
}
