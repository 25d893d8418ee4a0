import { SDK_SAYS } from './recorded-messages.ts';
import type { SdkFailure } from './sdk-failure.ts';

/**
 * The SDK's own list also holds LimitExceededException, which for AWS IoT and AWS Private CA is a quota (a second
 * certificate provider, for one): waiting does not help, so it is not in here.
 * @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateProvider.html
 */
const THROTTLING = new Set([
  'Throttling',
  'ThrottlingException',
  'ThrottledException',
  'RequestThrottled',
  'RequestThrottledException',
  'RequestLimitExceeded',
  'BandwidthLimitExceeded',
  'TooManyRequestsException',
  'PriorRequestNotComplete',
  'SlowDown',
]);

const TIMEOUTS = new Set(['TimeoutError', 'RequestTimeout', 'RequestTimeoutException']);

const CONNECTION_ERRNOS = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EAI_AGAIN',
]);

const BROKEN_ERRNOS = new Set(['ECONNRESET', 'ECONNABORTED', 'EPIPE']);

/** The proxy stood in the way; see `ProxyFault`. */
export const isProxyFault = ({ errno }: SdkFailure): boolean => errno?.startsWith('EPROXY') ?? false;

const NAME_ERRNOS = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_FAIL']);

export const isThrottling = ({ name, status }: SdkFailure): boolean => status === 429 || THROTTLING.has(name);

export const isServerFault = ({ status }: SdkFailure): boolean => status !== undefined && status >= 500;

/** The SDK calls resets and refused connections TimeoutError, too. */
export const isTimeout = ({ name, errno, status }: SdkFailure): boolean =>
  status === undefined &&
  (errno === undefined || !CONNECTION_ERRNOS.has(errno)) &&
  (TIMEOUTS.has(name) || errno === 'ETIMEDOUT');

export const isNameUnknown = ({ errno }: SdkFailure): boolean => errno !== undefined && NAME_ERRNOS.has(errno);

/**
 * There was a connection and it was cut, so the request may have arrived. Unlike silence, it does not call for a longer
 * wait.
 */
export const isBrokenOff = ({ name, errno, status }: SdkFailure): boolean =>
  status === undefined && (name === 'AbortError' || BROKEN_ERRNOS.has(errno ?? ''));

/** A certificate that is not trusted, or a peer that does not speak TLS. */
export const isTlsFault = ({ errno, status }: SdkFailure): boolean =>
  status === undefined &&
  errno !== undefined &&
  /^(ERR_TLS_|ERR_SSL_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|EPROTO$)/.test(errno);

export const isConnectionFault = (failure: SdkFailure): boolean =>
  failure.status === undefined &&
  (isNameUnknown(failure) ||
    isTlsFault(failure) ||
    (failure.errno !== undefined && CONNECTION_ERRNOS.has(failure.errno)));

/** Nothing of the request left this machine, or no connection was there to carry it. */
export const wasNeverSent = (failure: SdkFailure): boolean =>
  failure.status === undefined &&
  (isProxyFault(failure) ||
    isNameUnknown(failure) ||
    isTlsFault(failure) ||
    failure.errno === 'ECONNREFUSED' ||
    failure.syscall === 'connect' ||
    SDK_SAYS.noConnection.pattern.test(failure.message));

/** Might be answered differently in a moment. */
export const isPassing = (failure: SdkFailure): boolean =>
  isThrottling(failure) ||
  isTimeout(failure) ||
  isBrokenOff(failure) ||
  failure.clockCorrected ||
  failure.errno === 'EPROXYUNREACHABLE' ||
  [500, 502, 503, 504].includes(failure.status ?? 0) ||
  (isConnectionFault(failure) && !isTlsFault(failure) && failure.errno !== 'ENOTFOUND');

/** Why the same request is sent once more, before a colon. */
export function whyAgain(failure: SdkFailure): string {
  if (isThrottling(failure)) return 'AWS asks to slow down';
  if (failure.status !== undefined && failure.status >= 500) return `AWS answered HTTP ${failure.status}`;
  if (failure.clockCorrected) return 'AWS goes by another time than this machine';
  if (isTimeout(failure)) return 'AWS did not answer';
  return isBrokenOff(failure) ? 'the connection broke before the answer' : 'AWS could not be reached';
}
