/** Why a certificate authority did not issue, and the `errorType` that Lambda reports for it. */
const AUTHORITY_ERRORS = {
  AUTHORITY_THROTTLED: 'AuthorityThrottled',
  AUTHORITY_TIMEOUT: 'AuthorityTimeout',
  AUTHORITY_NOT_ACTIVE: 'AuthorityNotActive',
  AUTHORITY_NOT_FOUND: 'AuthorityNotFound',
  AUTHORITY_ACCESS_DENIED: 'AuthorityAccessDenied',
  AUTHORITY_CREDENTIALS_REFUSED: 'AuthorityCredentialsRefused',
  AUTHORITY_LIMIT_REACHED: 'AuthorityLimitReached',
  AUTHORITY_REFUSED_CSR: 'AuthorityRefusedCsr',
  AUTHORITY_REFUSED: 'AuthorityRefused',
  /** The CA wants a person to approve: nobody waits for that within five seconds. */
  AUTHORITY_PENDING: 'AuthorityPending',
  AUTHORITY_UNAVAILABLE: 'AuthorityUnavailable',
  AUTHORITY_UNREACHABLE: 'AuthorityUnreachable',
  /** The server of the CA does not show a certificate that the pinned roots vouch for. */
  AUTHORITY_UNTRUSTED: 'AuthorityUntrusted',
  AUTHORITY_ANSWER_INVALID: 'AuthorityAnswerInvalid',
} as const;

export type AuthorityErrorCode = keyof typeof AUTHORITY_ERRORS;

interface AuthorityErrorOptions {
  readonly cause?: unknown;
  readonly awsCode?: string;
}

/** Runs inside the signer, so its name has to say enough: Lambda passes on the name and the message only. */
export class AuthorityError extends Error {
  readonly code: AuthorityErrorCode;
  /** AWS's own name for it, when an AWS service refused. */
  readonly awsCode: string | undefined;

  constructor(code: AuthorityErrorCode, message: string, { cause, awsCode }: AuthorityErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.name = AUTHORITY_ERRORS[code];
    this.awsCode = awsCode;
  }
}

/** A secret that nothing can be sent with. `why` names the member, and never shows what is in it. */
export const unusableSecret = (why: string): AuthorityError =>
  new AuthorityError('AUTHORITY_CREDENTIALS_REFUSED', `the secret of the CA cannot be used: ${why}`);
