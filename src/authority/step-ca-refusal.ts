import type { AuthorityError, AuthorityErrorCode } from './authority-error.ts';
import type { HttpAnswer } from './http/http-client.ts';
import { parseObject } from './http/parse-object.ts';
import { hideValues, serverRefusal } from './http/server-refusal.ts';

/**
 * `{"status":403,"message":"…"}`, without the token should somebody on the way repeat it. What is not JSON is not of
 * step-ca, and left out.
 * @see https://github.com/smallstep/certificates/blob/v0.30.2/errs/error.go
 */
export function stepCaRefusal(what: string, { status, text }: HttpAnswer, ott = ''): AuthorityError {
  const message = parseObject(text)?.['message'];
  const detail = typeof message === 'string' ? hideValues(message, [ott]) : '';
  return serverRefusal(what, status, detail, status === 403 ? forbidden(detail) : undefined);
}

/** 403 is whatever its rules say no to: the names in the CSR, the validity, or the provisioner itself. */
function forbidden(detail: string): AuthorityErrorCode | undefined {
  if (/certificate request|name "[^"]*" not allowed/.test(detail)) return 'AUTHORITY_REFUSED_CSR';
  // Nothing that other credentials would mend.
  return /certificate duration|notAfter|notBefore/.test(detail) ? 'AUTHORITY_REFUSED' : undefined;
}
