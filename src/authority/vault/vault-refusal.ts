import type { AuthorityError, AuthorityErrorCode } from '../authority-error.ts';
import type { HttpAnswer } from '../http/http-client.ts';
import { parseObject } from '../http/parse-object.ts';
import { hideValues, pageOnly, serverRefusal } from '../http/server-refusal.ts';

type Refusal = (what: string, answer: HttpAnswer, hidden: readonly string[]) => AuthorityError;

/**
 * `{"errors":["…"]}`, without the secrets that were sent. What is not JSON is not of Vault, and left out.
 * @see https://developer.hashicorp.com/vault/api-docs#error-response
 */
export const vaultRefusal: Refusal = (what, answer, hidden) => refusal(what, answer, hidden);

/** Wrong credentials are a bad request to AppRole and to AWS, and forbidden to others. */
export const loginRefusal: Refusal = (what, answer, hidden) =>
  refusal(what, answer, hidden, [400, 401, 403].includes(answer.status) ? 'AUTHORITY_CREDENTIALS_REFUSED' : undefined);

/** A bad request may be one for an unknown role, or for longer than the CA itself lasts. */
export const signRefusal: Refusal = (what, answer, hidden) =>
  refusal(what, answer, hidden, answer.status === 400 ? ofBadRequest(errorsOf(answer)) : undefined);

function ofBadRequest(said: string): AuthorityErrorCode | undefined {
  if (/unknown role/.test(said)) return 'AUTHORITY_NOT_FOUND';
  return /\bTTL\b|notAfter|expiration/i.test(said) ? 'AUTHORITY_REFUSED' : undefined;
}

function refusal(
  what: string,
  answer: HttpAnswer,
  hidden: readonly string[],
  code?: AuthorityErrorCode,
): AuthorityError {
  const said =
    answer.status === 307 ? 'a standby that does not forward: give the address of the active node' : errorsOf(answer);
  return serverRefusal(what, answer.status, hideValues(said, hidden), code);
}

function errorsOf({ text }: HttpAnswer): string {
  const errors = parseObject(text)?.['errors'];
  return Array.isArray(errors) ? errors.filter((error) => typeof error === 'string').join('; ') : pageOnly(text);
}
