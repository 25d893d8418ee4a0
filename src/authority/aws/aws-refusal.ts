import { AuthorityError, type AuthorityErrorCode } from '../authority-error.ts';

/** An error document of an AWS service. */
export interface Refusal {
  readonly status: number;
  /** AWS's error code without namespace, e.g. `InvalidStateException`. */
  readonly awsCode: string;
  readonly message: string;
}

/** Of AWS Private CA, KMS and Secrets Manager; no code means two things in them. */
const CODES: Readonly<Record<string, AuthorityErrorCode>> = {
  ThrottlingException: 'AUTHORITY_THROTTLED',
  Throttling: 'AUTHORITY_THROTTLED',
  ThrottledException: 'AUTHORITY_THROTTLED',
  RequestThrottledException: 'AUTHORITY_THROTTLED',
  RequestLimitExceeded: 'AUTHORITY_THROTTLED',
  TooManyRequestsException: 'AUTHORITY_THROTTLED',
  SlowDown: 'AUTHORITY_THROTTLED',
  // Not a rate: the number of certificates that one CA may issue in its life.
  LimitExceededException: 'AUTHORITY_LIMIT_REACHED',
  InvalidStateException: 'AUTHORITY_NOT_ACTIVE',
  DisabledException: 'AUTHORITY_NOT_ACTIVE',
  KMSInvalidStateException: 'AUTHORITY_NOT_ACTIVE',
  // A secret that is marked for deletion.
  InvalidRequestException: 'AUTHORITY_NOT_ACTIVE',
  ResourceNotFoundException: 'AUTHORITY_NOT_FOUND',
  NotFoundException: 'AUTHORITY_NOT_FOUND',
  InvalidArnException: 'AUTHORITY_NOT_FOUND',
  MalformedCSRException: 'AUTHORITY_REFUSED_CSR',
  AccessDeniedException: 'AUTHORITY_ACCESS_DENIED',
  AccessDenied: 'AUTHORITY_ACCESS_DENIED',
  // The secret's own KMS key does not let the role decrypt.
  DecryptionFailure: 'AUTHORITY_ACCESS_DENIED',
  ExpiredTokenException: 'AUTHORITY_CREDENTIALS_REFUSED',
  ExpiredToken: 'AUTHORITY_CREDENTIALS_REFUSED',
  UnrecognizedClientException: 'AUTHORITY_CREDENTIALS_REFUSED',
  InvalidClientTokenId: 'AUTHORITY_CREDENTIALS_REFUSED',
  InvalidSignatureException: 'AUTHORITY_CREDENTIALS_REFUSED',
  SignatureDoesNotMatch: 'AUTHORITY_CREDENTIALS_REFUSED',
  MissingAuthenticationTokenException: 'AUTHORITY_CREDENTIALS_REFUSED',
};

/** AWS's message is kept: it names the action, the resource and the kind of policy that is missing. */
export function awsRefusal(operation: string, { status, awsCode, message }: Refusal): AuthorityError {
  const known = Object.hasOwn(CODES, awsCode) ? CODES[awsCode] : undefined;
  const text = `${operation} was refused: ${awsCode || `HTTP ${status}`}${message ? `: ${message}` : ''}`;
  return new AuthorityError(known ?? codeOfStatus(status), text.slice(0, 600), { awsCode });
}

function codeOfStatus(status: number): AuthorityErrorCode {
  if (status === 429) return 'AUTHORITY_THROTTLED';
  if (status >= 500) return 'AUTHORITY_UNAVAILABLE';
  if (status === 401 || status === 403) return 'AUTHORITY_ACCESS_DENIED';
  if (status >= 400) return 'AUTHORITY_REFUSED';
  return 'AUTHORITY_ANSWER_INVALID';
}
