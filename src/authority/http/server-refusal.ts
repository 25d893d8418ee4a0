import { quoteText } from '../../csr/quote-text.ts';
import { AuthorityError, type AuthorityErrorCode } from '../authority-error.ts';
import type { HttpAnswer } from './http-client.ts';

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

/**
 * What a server says about its refusal; a page made for people says nothing in its first 300 characters. What it calls
 * itself does not count: its first character does.
 */
export const refusalText = ({ text }: Pick<HttpAnswer, 'text'>): string => (/^\uFEFF?\s*</.test(text) ? '' : text);

/**
 * A server's sentence without what it was sent in confidence: some repeat a header or a token when they refuse it.
 * Shorter values than three characters are no secrets, and would make holes in every word.
 */
export const hideValues = (text: string, values: readonly string[]): string =>
  values
    .filter((value) => value.length > 2)
    .toSorted((a, b) => b.length - a.length)
    .reduce((shown, value) => shown.replaceAll(value, '(left out)'), text);
