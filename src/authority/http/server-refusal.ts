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
  code: AuthorityErrorCode = isPage(detail) ? codeOfPage(status, detail) : codeOf(status),
): AuthorityError {
  const said = isPage(detail) ? PAGE : quoteText(detail, LONGEST_DETAIL);
  const why = status === 202 ? 'waits for an approval, which AWS IoT does not' : `answered HTTP ${status}`;
  return new AuthorityError(code, `${what} ${why}${said ? `: ${said}` : ''}`);
}

function codeOf(status: number): AuthorityErrorCode {
  const known = OF_STATUS[status];
  if (known) return known;
  if (status >= 500) return 'AUTHORITY_UNAVAILABLE';
  return status >= 400 ? 'AUTHORITY_REFUSED' : 'AUTHORITY_ANSWER_INVALID';
}

/** What it calls itself does not count: its first character does. */
const isPage = (text: string): boolean => /^\uFEFF?\s*</.test(text);

/** For servers whose own words are JSON: what else came is left out, but for that it was a page. */
export const pageOnly = (text: string): string => (isPage(text) ? text : '');

/** Nothing in the first 300 characters of a page that is made for people says anything. */
const PAGE = 'a page for people; a firewall or a proxy may stand before the CA';

/** The CA would have answered in its own format, so that nobody has looked at the CSR. nginx names the client certificate. */
function codeOfPage(status: number, page: string): AuthorityErrorCode {
  if (status !== 400) return codeOf(status);
  return /SSL certificate/i.test(page) ? 'AUTHORITY_CREDENTIALS_REFUSED' : 'AUTHORITY_REFUSED';
}

/**
 * A server's sentence without what it was sent in confidence: some repeat a header or a token when they refuse it.
 * Shorter values than three characters are no secrets, and would make holes in every word.
 */
export const hideValues = (text: string, values: readonly string[]): string =>
  values
    .filter((value) => value.length > 2)
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, value) => shown.replaceAll(value, '(left out)'), text);
