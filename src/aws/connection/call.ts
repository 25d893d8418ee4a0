import { setTimeout as sleep } from 'node:timers/promises';
import type { CertprovError } from '../../errors.ts';
import { awsError, isDefinite } from '../failure/aws-error.ts';
import type { Connection } from './connection.ts';
import { configuredFor } from './configured-endpoints.ts';
import { isPassing, isThrottling, whyAgain } from '../failure/failure-kind.ts';
import type { Destination } from '../failure/network-failure.ts';
import { readSdkFailure, type SdkFailure } from '../failure/sdk-failure.ts';

interface CallRequest {
  /** As in an IAM policy: `iam:CreateRole`. */
  readonly action: string;
  /** ARN that a policy would have to name. */
  readonly resource?: string | undefined;
  /**
   * `always`: reads, and writes that come to the same when done twice. `refused`: only when AWS certainly did not carry
   * it out.
   */
  readonly repeat: 'always' | 'refused';
}

interface SendOptions {
  readonly abortSignal: AbortSignal;
}

/** One AWS call: bounded in time, repeated where that is safe, refused as a `CertprovError`. */
export type Call = <T>(request: CallRequest, send: (options: SendOptions) => Promise<T>) => Promise<T>;

const MAX_ATTEMPTS = 3;
const MAX_RETRY_AFTER_MS = 5_000;

/**
 * The SDK's own retries are switched off (`maxAttempts: 1`): it would repeat writes whose answer was lost, repeat quotas
 * as if they were load, and not tell that an earlier attempt may have been carried out.
 */
export function callOver(connection: Connection): Call {
  const { timeouts, pause = sleep, onWait, pace } = connection;

  return async (request, send) => {
    // Outside the time limit: a `credential_process` may be waiting for a person.
    let failed: CertprovError | undefined = await credentialsFault(connection, request);
    if (failed) throw failed;
    let deadline = performance.now() + timeouts.callMs;
    let mayHaveApplied = false;
    for (let attempt = 1; ; attempt++) {
      if (pace) {
        const paced = performance.now();
        await pace(request.action);
        // Waiting for one's turn is no sign of trouble.
        deadline += performance.now() - paced;
      }
      const left = Math.max(1, Math.min(timeouts.attemptMs, deadline - performance.now()));
      const abortSignal = AbortSignal.timeout(Math.ceil(left));
      try {
        return await send({ abortSignal });
      } catch (thrown) {
        const error: unknown = abortSignal.aborted && !isWholeAnswer(thrown) ? abortSignal.reason : thrown;
        const failure = readSdkFailure(error);
        const to = { ...destination(connection, request.action), asked: readSdkFailure(thrown).asked };
        failed = awsError(error, { ...request, ...to, attempts: attempt, mayHaveApplied });
        const waitMs = pauseBefore(attempt + 1, failure, timeouts.retryMs);
        mayHaveApplied ||= !isDefinite(failure);
        const mayRepeat = request.repeat === 'always' || !mayHaveApplied;
        const inTime = performance.now() + waitMs < deadline;
        if (!mayRepeat || !isPassing(failure) || attempt === MAX_ATTEMPTS || !inTime) throw failed;
        onWait?.({
          action: request.action,
          why: whyAgain(failure),
          attempt: attempt + 1,
          of: MAX_ATTEMPTS,
          waitMs,
        });
        await pause(waitMs);
      }
    }
  };
}

/**
 * What was answered at the last moment is an answer. The SDK's parsers report one that was cut off as one that cannot be
 * read.
 */
function isWholeAnswer(thrown: unknown): boolean {
  const { status, unreadable } = readSdkFailure(thrown);
  return status !== undefined && !unreadable;
}

async function credentialsFault(connection: Connection, request: CallRequest): Promise<CertprovError | undefined> {
  try {
    await connection.credentials();
    return undefined;
  } catch (error) {
    const to = destination(connection, request.action);
    return awsError(error, { ...request, ...to, attempts: 0, mayHaveApplied: false });
  }
}

function destination({ region, endpointHost, endpoints, variant }: Connection, action: string): Destination {
  const configured = configuredFor(action.slice(0, action.indexOf(':')), endpoints);
  return { region, endpointHost, configured, variant };
}

/** Exponential with jitter, longer when AWS is busy, and as long as AWS asks for within reason. */
function pauseBefore(attempt: number, failure: SdkFailure, baseMs: number): number {
  const base = isThrottling(failure) ? 5 * baseMs : baseMs;
  const jittered = base * 2 ** (attempt - 2) * (0.5 + Math.random() / 2);
  return Math.max(jittered, Math.min(failure.retryAfterMs ?? 0, MAX_RETRY_AFTER_MS));
}
