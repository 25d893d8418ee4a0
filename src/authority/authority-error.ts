/** Why a certificate authority did not issue, and the `errorType` that Lambda reports for it. */
export const AUTHORITY_ERRORS = {
  AUTHORITY_THROTTLED: 'AuthorityThrottled',
  AUTHORITY_TIMEOUT: 'AuthorityTimeout',
  AUTHORITY_NOT_ACTIVE: 'AuthorityNotActive',
  AUTHORITY_NOT_FOUND: 'AuthorityNotFound',
  AUTHORITY_ACCESS_DENIED: 'AuthorityAccessDenied',
  AUTHORITY_CREDENTIALS_REFUSED: 'AuthorityCredentialsRefused',
  AUTHORITY_LIMIT_REACHED: 'AuthorityLimitReached',
  AUTHORITY_REFUSED_CSR: 'AuthorityRefusedCsr',
  AUTHORITY_REFUSED: 'AuthorityRefused',
  AUTHORITY_UNAVAILABLE: 'AuthorityUnavailable',
  AUTHORITY_UNREACHABLE: 'AuthorityUnreachable',
  AUTHORITY_ANSWER_INVALID: 'AuthorityAnswerInvalid',
} as const;

export type AuthorityErrorCode = keyof typeof AUTHORITY_ERRORS;

/** Runs inside the signer, so its name has to say enough: Lambda passes on the name and the message only. */
export class AuthorityError extends Error {
  readonly code: AuthorityErrorCode;

  constructor(code: AuthorityErrorCode, message: string, options: { readonly cause?: unknown } = {}) {
    super(message, options);
    this.code = code;
    this.name = AUTHORITY_ERRORS[code];
  }
}
