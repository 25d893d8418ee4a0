import { ServiceError } from '../service.ts';
import type { ProtocolFamily } from './protocols/protocol.ts';

type Term = readonly [code: string, status: number];

/** What each kind of refusal is called: AWS's names differ by protocol, and for some kinds by service. */
export interface Vocabulary {
  readonly missingToken: Term;
  readonly unknownKey: Term;
  readonly badSignature: Term;
  readonly incompleteSignature: Term;
  readonly expiredToken: Term;
  readonly accessDenied: Term;
  readonly malformed: Term;
  readonly invalid: Term;
  readonly throttled: Term;
  readonly internal: Term;
  readonly unavailable: Term;
  readonly notFound: Term;
  readonly invalidState: Term;
  readonly limitExceeded: Term;
  readonly alreadyExists: Term;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/CommonErrors.html */
const REST: Vocabulary = {
  missingToken: ['MissingAuthenticationTokenException', 403],
  unknownKey: ['UnrecognizedClientException', 403],
  badSignature: ['InvalidSignatureException', 403],
  incompleteSignature: ['IncompleteSignatureException', 403],
  expiredToken: ['ExpiredTokenException', 403],
  accessDenied: ['AccessDeniedException', 403],
  malformed: ['SerializationException', 400],
  invalid: ['ValidationException', 400],
  throttled: ['ThrottlingException', 400],
  internal: ['InternalFailureException', 500],
  unavailable: ['ServiceUnavailableException', 503],
  notFound: ['ResourceNotFoundException', 404],
  invalidState: ['ConflictException', 409],
  limitExceeded: ['LimitExceededException', 410],
  alreadyExists: ['ResourceAlreadyExistsException', 409],
};

/** awsJson answers with 400 what the REST services answer with 403 and 404. */
const JSON_RPC: Vocabulary = {
  ...REST,
  missingToken: ['MissingAuthenticationTokenException', 400],
  unknownKey: ['UnrecognizedClientException', 400],
  badSignature: ['InvalidSignatureException', 400],
  incompleteSignature: ['IncompleteSignatureException', 400],
  expiredToken: ['ExpiredTokenException', 400],
  accessDenied: ['AccessDeniedException', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailable', 503],
  notFound: ['ResourceNotFoundException', 400],
  invalidState: ['InvalidStateException', 400],
  limitExceeded: ['LimitExceededException', 400],
  alreadyExists: ['AlreadyExistsException', 400],
};

/** @see https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html */
const QUERY: Vocabulary = {
  missingToken: ['MissingAuthenticationToken', 403],
  unknownKey: ['InvalidClientTokenId', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  incompleteSignature: ['IncompleteSignature', 403],
  expiredToken: ['ExpiredToken', 403],
  accessDenied: ['AccessDenied', 403],
  malformed: ['MalformedInput', 400],
  invalid: ['ValidationError', 400],
  throttled: ['Throttling', 400],
  internal: ['InternalFailure', 500],
  unavailable: ['ServiceUnavailable', 503],
  notFound: ['ResourceNotFound', 404],
  invalidState: ['EntityTemporarilyUnmodifiable', 409],
  limitExceeded: ['LimitExceeded', 409],
  alreadyExists: ['EntityAlreadyExists', 409],
};

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html */
const EC2_QUERY: Vocabulary = {
  ...QUERY,
  missingToken: ['MissingAuthenticationToken', 403],
  unknownKey: ['AuthFailure', 401],
  badSignature: ['SignatureDoesNotMatch', 403],
  expiredToken: ['RequestExpired', 400],
  accessDenied: ['UnauthorizedOperation', 403],
  malformed: ['InvalidParameterValue', 400],
  invalid: ['InvalidParameterValue', 400],
  throttled: ['RequestLimitExceeded', 503],
  internal: ['InternalError', 500],
  unavailable: ['Unavailable', 503],
};

/** @see https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
const S3: Vocabulary = {
  missingToken: ['AccessDenied', 403],
  unknownKey: ['InvalidAccessKeyId', 403],
  badSignature: ['SignatureDoesNotMatch', 403],
  incompleteSignature: ['AuthorizationHeaderMalformed', 400],
  expiredToken: ['ExpiredToken', 400],
  accessDenied: ['AccessDenied', 403],
  malformed: ['MalformedXML', 400],
  invalid: ['InvalidRequest', 400],
  throttled: ['SlowDown', 503],
  internal: ['InternalError', 500],
  unavailable: ['ServiceUnavailable', 503],
  notFound: ['NoSuchKey', 404],
  invalidState: ['OperationAborted', 409],
  limitExceeded: ['TooManyBuckets', 400],
  alreadyExists: ['BucketAlreadyOwnedByYou', 409],
};

const OF_SERVICE: Readonly<Record<string, Partial<Vocabulary>>> = {
  iot: { invalid: ['InvalidRequestException', 400] },
  lambda: {
    throttled: ['TooManyRequestsException', 429],
    internal: ['ServiceException', 500],
    invalidState: ['ResourceConflictException', 409],
    limitExceeded: ['CodeStorageExceededException', 400],
    alreadyExists: ['ResourceConflictException', 409],
  },
  iam: { internal: ['ServiceFailure', 500], notFound: ['NoSuchEntity', 404] },
  'acm-pca': {},
  kms: {
    internal: ['KMSInternalException', 500],
    notFound: ['NotFoundException', 400],
    invalidState: ['KMSInvalidStateException', 400],
  },
  secretsmanager: {
    internal: ['InternalServiceError', 500],
    invalidState: ['InvalidRequestException', 400],
    alreadyExists: ['ResourceExistsException', 400],
  },
  monitoring: { internal: ['InternalServiceFault', 500] },
};

const OF_FAMILY: Readonly<Record<ProtocolFamily, Vocabulary>> = {
  'rest-json': REST,
  'rest-xml': S3,
  'aws-json': JSON_RPC,
  'rpc-v2-cbor': JSON_RPC,
  'aws-query': QUERY,
  'ec2-query': EC2_QUERY,
};

export const vocabularyOf = (service: string, family: ProtocolFamily): Vocabulary => ({
  ...OF_FAMILY[family],
  ...OF_SERVICE[service],
});

export function refusal(
  vocabulary: Vocabulary,
  kind: keyof Vocabulary,
  message: string,
  members?: Readonly<Record<string, string>>,
): ServiceError {
  const [code, status] = vocabulary[kind];
  return new ServiceError(code, status, message, members);
}
