import type { AuthorityError, AuthorityErrorCode } from './authority-error.ts';
import type { HttpAnswer } from './http/http-client.ts';
import { parseObject } from './http/parse-object.ts';
import { hideValues, refusalText, serverRefusal } from './http/server-refusal.ts';

/** Codes of docs/webhook.md; with another one the status decides. */
const CODES: Readonly<Record<string, AuthorityErrorCode>> = {
  policy_denied: 'AUTHORITY_REFUSED',
  bad_csr: 'AUTHORITY_REFUSED_CSR',
  unauthorized: 'AUTHORITY_CREDENTIALS_REFUSED',
};

/** Every answer but 200, as the error that it is. */
export function webhookRefusal(what: string, answer: HttpAnswer, hidden: readonly string[]): AuthorityError {
  const { status } = answer;
  if (status > 200 && status < 300) {
    return serverRefusal(what, status, 'only 200 with a certificate is an answer', 'AUTHORITY_PENDING');
  }
  const { code, message, retryable } = parseObject(JSON.stringify(parseObject(answer.text)?.['error'] ?? null)) ?? {};
  const known = typeof code === 'string' && Object.hasOwn(CODES, code) ? CODES[code] : undefined;
  const detail = [code, message].filter((part) => typeof part === 'string' && part !== '').join(': ');
  const said = hideValues(detail || refusalText(answer), hidden);
  const byStatus = serverRefusal(what, status, said, known);
  if (retryable === true && status >= 400) return serverRefusal(what, status, said, retried(byStatus.code));
  if (retryable === false) return serverRefusal(what, status, said, final(byStatus.code));
  return byStatus;
}

const PASSING: readonly AuthorityErrorCode[] = ['AUTHORITY_THROTTLED', 'AUTHORITY_UNAVAILABLE'];

/** The server says that the same request may succeed now: whatever it is called, it is a server that cannot yet. */
const retried = (code: AuthorityErrorCode): AuthorityErrorCode =>
  PASSING.includes(code) ? code : 'AUTHORITY_UNAVAILABLE';

/** The server says that a second attempt is of no use. */
const final = (code: AuthorityErrorCode): AuthorityErrorCode => (PASSING.includes(code) ? 'AUTHORITY_REFUSED' : code);
