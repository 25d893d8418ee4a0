import { CertprovError, type ErrorCode, type ErrorDetails } from '../../errors.ts';
import { accessDeniedFix, accessDeniedMessage, missingStatement, parseAccessDenied } from './access-denied.ts';
import { WrongShape } from './answer-shape.ts';
import { deniedOtherwise } from './denied-otherwise.ts';
import { credentialFailure } from './credential-failure.ts';
import { isServerFault, isThrottling, wasNeverSent } from './failure-kind.ts';
import { type Destination, networkFailure } from './network-failure.ts';
import { AWS_SAYS } from './recorded-messages.ts';
import { readSdkFailure, type SdkFailure } from './sdk-failure.ts';
import { withoutSecrets } from './without-secrets.ts';

export interface FailedCall extends Destination {
  /** As in an IAM policy: `iam:CreateRole`. */
  readonly action: string;
  /** ARN that a policy would have to name, where it is known. */
  readonly resource?: string | undefined;
  readonly attempts: number;
  /** An earlier attempt may have been carried out, so that this answer says nothing about it. */
  readonly mayHaveApplied: boolean;
}

const MAX_DEPTH = 4;

/**
 * The original error for whoever debugs, without what the SDK hangs on it: `$response` leads over the socket to the
 * request, and so to the session token, the signature and the payload.
 */
function failureCause(error: unknown, depth = 0): Error | undefined {
  if (!(error instanceof Error)) return undefined;
  const inner = depth < MAX_DEPTH ? failureCause(error.cause, depth + 1) : undefined;
  const copy = new Error(withoutSecrets(error.message), inner && { cause: inner });
  copy.name = error.name;
  copy.stack = withoutSecrets(error.stack ?? '');
  return copy;
}

/**
 * Every failure of an AWS call as a `CertprovError`. `details.definite` is true only when AWS certainly did not carry
 * out any attempt: then, and only then, the journal may close an intent.
 */
export function awsError(error: unknown, call: FailedCall): CertprovError {
  if (error instanceof CertprovError) return call.mayHaveApplied ? indefinite(error) : error;
  if (error instanceof WrongShape) return wrongShape(error, call);
  const failure = readSdkFailure(error);
  const details: ErrorDetails = {
    action: call.action,
    awsCode: failure.name,
    httpStatus: failure.status,
    requestId: failure.requestId,
    attempts: call.attempts,
    definite: !call.mayHaveApplied && isDefinite(failure),
  };
  const cause = failureCause(error);
  return (
    notAws(failure, call, details, cause) ??
    credentialFailure(failure, details, cause) ??
    accessDenied(failure, call, details, cause) ??
    networkFailure(failure, call.action, call, details, cause) ??
    refusal(failure, call, details, cause)
  );
}

/** Raised before this attempt was sent; an earlier one may have been carried out all the same. */
const indefinite = ({ code, message, fix, exitCode, cause, details }: CertprovError): CertprovError =>
  new CertprovError(code, message, { fix, exitCode, cause, details: { ...details, definite: false } });

function wrongShape(error: WrongShape, { action, resource, attempts, configured }: FailedCall): CertprovError {
  const about = resource === undefined ? '' : ` about ${resource}`;
  return new CertprovError('AWS_NOT_AWS', `${action}: the answer${about} does not look like AWS: ${error.message}`, {
    fix: configured
      ? `check what answers at ${configured.url}, which ${configured.setBy} names`
      : 'check for a proxy between this machine and AWS, and whether a newer certprov knows this answer',
    details: { action, resource, member: error.member, attempts, definite: false },
    cause: error,
  });
}

/** A request that was turned down, or never left. */
export const isDefinite = (failure: SdkFailure): boolean =>
  isNotAws(failure)
    ? false
    : wasNeverSent(failure) ||
      isRaisedHere(failure) ||
      (failure.status !== undefined && failure.status >= 400 && failure.status < 500);

/** Before a connection was asked for: no credentials, an endpoint that makes no sense, a header that cannot be sent. */
const isRaisedHere = ({ name, errno, status }: SdkFailure): boolean =>
  status === undefined &&
  (/^(CredentialsProvider|TokenProvider|Provider|Endpoint)Error$/.test(name) || errno === 'ERR_INVALID_CHAR');

/** A login page of a network, a proxy's error page, a web server: something that speaks HTTP and is not AWS. */
const isNotAws = ({ unreadable, isPage, status, requestId, name }: SdkFailure): boolean =>
  unreadable ||
  (status !== undefined &&
    (isPage || (status >= 300 && status < 400) || (requestId === undefined && name.startsWith('Unknown'))));

function notAws(
  failure: SdkFailure,
  call: FailedCall,
  details: ErrorDetails,
  cause: unknown,
): CertprovError | undefined {
  // A load balancer of AWS's own answers 5xx in HTML.
  if (!isNotAws(failure) || (isServerFault(failure) && failure.requestId !== undefined)) return undefined;
  const what = failure.contentType === undefined ? '' : ` (HTTP ${failure.status}, ${failure.contentType})`;
  return new CertprovError('AWS_NOT_AWS', `${call.action}: the answer does not look like AWS${what}`, {
    fix: call.configured
      ? `check what answers at ${call.configured.url}, which ${call.configured.setBy} names`
      : 'check for a proxy or a login page of the network between this machine and AWS',
    details,
    cause,
  });
}

function accessDenied(
  failure: SdkFailure,
  call: FailedCall,
  details: ErrorDetails,
  cause: unknown,
): CertprovError | undefined {
  const { status, name, message } = failure;
  // Class names differ between services, and AWS IoT answers with one that is not in its own model.
  if (name === 'OptInRequired' || name === 'SubscriptionRequiredException') return undefined;
  const isDenied =
    status === 401 || status === 403 || name.startsWith('AccessDenied') || AWS_SAYS.notAuthorized.pattern.test(message);
  if (!isDenied) return undefined;
  const otherwise = deniedOtherwise(failure, call);
  const denied = parseAccessDenied(message, call.action);
  const { region } = call;
  const statement = missingStatement(denied, {
    region,
    resource: denied.action === call.action ? call.resource : undefined,
  });
  return new CertprovError('AWS_ACCESS_DENIED', otherwise?.message ?? accessDeniedMessage(denied, call.action), {
    fix: otherwise?.fix ?? accessDeniedFix(denied),
    details: {
      ...details,
      action: denied.action,
      calledAction: call.action,
      resource: denied.resource ?? call.resource,
      policyType: denied.policyType,
      explicitDeny: denied.explicitDeny,
      caller: denied.caller,
      statement: otherwise?.isOnCall === false ? undefined : statement,
    },
    cause,
  });
}

function refusal(failure: SdkFailure, call: FailedCall, details: ErrorDetails, cause: unknown): CertprovError {
  const { name, message, status } = failure;
  if (status === undefined) {
    const where = name === 'EndpointError' ? 'AWS_UNREACHABLE' : 'INTERNAL';
    return new CertprovError(where, `${call.action} could not be sent: ${message}`, { details, cause });
  }
  const [code, fix] = refusalCode(failure, call.region);
  const why = failure.unreadable || message === '' ? `${name}, HTTP ${status}` : message;
  return new CertprovError(code, `${call.action} ${outcome(code, call.attempts)}: ${why}`, { fix, details, cause });
}

const QUOTA = /^(LimitExceeded|ServiceQuotaExceeded|CodeStorageExceeded|PolicyLengthExceeded)/;

const CONFLICT =
  /^(ResourceConflict|ResourceAlreadyExists|ResourceExists|AlreadyExists|EntityAlreadyExists|DeleteConflict|ConcurrentModification|PreconditionFailed)/;

function refusalCode(failure: SdkFailure, region: string): readonly [ErrorCode, string?] {
  const { name } = failure;
  if (isThrottling(failure)) return ['AWS_THROTTLED', 'wait a minute, then run the same command again'];
  if (QUOTA.test(name)) return ['AWS_LIMIT', 'see the quota in the Service Quotas console; some can be raised'];
  if (isServerFault(failure))
    return ['AWS_FAILED', 'run the same command again; if it goes on, see https://health.aws.amazon.com'];
  if (/^(ResourceNotFound|NoSuchEntity|NotFoundException)/.test(name))
    return ['AWS_NOT_FOUND', 'somebody may have deleted it just now: run the same command again'];
  if (CONFLICT.test(name))
    return [
      'AWS_CONFLICT',
      'somebody else may be at work on it: look at what is there, then run the same command again',
    ];
  if (name !== 'OptInRequired') return ['AWS_REFUSED', 'when the reason is out of the way, run the same command again'];
  return ['AWS_REFUSED', `enable the Region ${region} for this account, or choose another with --region`];
}

function outcome(code: ErrorCode, attempts: number): string {
  if (code === 'AWS_FAILED') return 'failed';
  return code === 'AWS_THROTTLED'
    ? `was refused ${attempts === 1 ? 'once' : `${attempts} times`}, AWS asks to slow down`
    : 'was refused';
}
