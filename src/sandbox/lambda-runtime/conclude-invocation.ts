import type { PhaseEnd } from './execution-environment.ts';
import type { FunctionError } from './frame.ts';
import type { InvocationLog } from './invocation-log.ts';

export interface InvocationOutcome {
  readonly payload: string;
  readonly functionError: 'Unhandled' | undefined;
  /** Base64. */
  readonly logTail: string;
}

interface Invocation {
  readonly requestId: string;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

interface Run {
  readonly end: PhaseEnd;
  readonly durationMs: number;
  readonly initMs: number | undefined;
  readonly maxMemoryMb: number;
  readonly log: InvocationLog;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_RESPONSE_BYTES = 6_291_556;

/** Payload, error and closing log lines of an invocation, in Lambda's forms. */
export function concludeInvocation(invocation: Invocation, run: Run): InvocationOutcome {
  const { requestId, timeoutSeconds, memoryMb } = invocation;
  const { end, initMs, maxMemoryMb, log } = run;
  const failure = failureOf(end, invocation);
  const isTimeout = end.type === 'timeout';
  if (isTimeout) {
    log.append(`${new Date().toISOString()} ${requestId} ${timeoutText(timeoutSeconds)}\n\n`);
  } else if (end.type === 'exit') {
    log.append(`RequestId: ${requestId} Error: ${end.reason}\nRuntime.ExitError\n`);
  }
  log.end({
    requestId,
    durationMs: isTimeout ? timeoutSeconds * 1000 : run.durationMs,
    initMs,
    memoryMb,
    maxMemoryMb,
    ...(isTimeout ? { status: 'timeout' } : {}),
    ...(end.type === 'exit' ? { status: 'error', errorType: 'Runtime.ExitError' } : {}),
  });
  if (failure === undefined && end.type === 'result') {
    return { payload: end.payload, functionError: undefined, logTail: log.tail() };
  }
  return { payload: JSON.stringify(failure), functionError: 'Unhandled', logTail: log.tail() };
}

function failureOf(end: PhaseEnd, { requestId, timeoutSeconds }: Invocation): FunctionError | undefined {
  switch (end.type) {
    case 'timeout':
      return {
        errorType: 'Sandbox.Timedout',
        errorMessage: `RequestId: ${requestId} Error: ${timeoutText(timeoutSeconds)}`,
      };
    case 'exit':
      return { errorType: 'Runtime.ExitError', errorMessage: `RequestId: ${requestId} Error: ${end.reason}` };
    case 'error':
      return end.error;
    case 'result':
      if (Buffer.byteLength(end.payload) <= MAX_RESPONSE_BYTES) return undefined;
      return {
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
      };
    default:
      throw new Error('an invocation ended before it began');
  }
}

const timeoutText = (seconds: number): string => `Task timed out after ${seconds.toFixed(2)} seconds`;
