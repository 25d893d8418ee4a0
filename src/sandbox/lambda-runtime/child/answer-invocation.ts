import type { FunctionError, InvokeMessage } from '../frame.ts';
import { queuedMs } from '../queue-time.ts';
import { describeError, RuntimeError } from './describe-error.ts';
import { log, setRequestId } from './lambda-console.ts';
import type { Handler } from './load-handler.ts';
import { report, usage } from './report.ts';

/** Runs the handler once and reports what it answered. Nothing is reported when the process ends before. */
export async function answerInvocation(handler: Handler, message: InvokeMessage, nodeMajor: number): Promise<void> {
  setRequestId(message.requestId);
  process.env['_X_AMZN_TRACE_ID'] = message.traceId;
  try {
    const result = await runHandler(handler, message, nodeMajor);
    report({ type: 'result', payload: renderResult(result), ...usage() });
  } catch (error) {
    reportFailure('Invoke Error', describeError(error), { fatal: false });
  } finally {
    setRequestId(undefined);
  }
}

export function reportFailure(what: string, error: FunctionError, { fatal }: { readonly fatal: boolean }): void {
  const { errorType, errorMessage, reason, promise, trace } = error;
  log('ERROR', `${what} \t${JSON.stringify({ errorType, errorMessage, reason, promise, stack: trace })}`);
  report({ type: 'error', error, fatal, ...usage() });
}

function renderResult(result: unknown): string {
  try {
    return JSON.stringify(result === undefined ? null : result) ?? 'null';
  } catch {
    throw new Error('Unable to stringify response body');
  }
}

/**
 * An invocation also ends when nothing is left to wait for: with `null` for a callback handler, with an error for a
 * promise that can never settle. The channel to the sandbox must not count as something to wait for.
 */
async function runHandler(handler: Handler, message: InvokeMessage, nodeMajor: number): Promise<unknown> {
  const { promise: idle, resolve: becomeIdle } = withResolver();
  process.once('beforeExit', becomeIdle);
  process.channel?.unref();
  try {
    const event: unknown = JSON.parse(message.event);
    if (nodeMajor >= 24) return await settledBefore(idle, handler(event, createContext(message)));
    return await runWithCallback(handler, event, message, idle);
  } finally {
    process.off('beforeExit', becomeIdle);
    process.channel?.ref();
  }
}

async function settledBefore(idle: Promise<void>, result: unknown): Promise<unknown> {
  return Promise.race([
    result,
    idle.then(() => {
      throw new RuntimeError(
        'Runtime.NodeJsExit',
        'the event loop is empty and the handler has not answered: a promise was never settled',
      );
    }),
  ]);
}

async function runWithCallback(
  handler: Handler,
  event: unknown,
  message: InvokeMessage,
  idle: Promise<void>,
): Promise<unknown> {
  const context = Object.assign(createContext(message), { callbackWaitsForEmptyEventLoop: true });
  let answer: { error: unknown; result: unknown } | undefined;
  const { promise: answered, resolve: endNow } = withResolver();
  const callback = (error: unknown, result?: unknown): void => {
    answer ??= { error, result };
    if (!context.callbackWaitsForEmptyEventLoop || (error !== null && error !== undefined)) endNow();
  };
  const returned = handler(event, context, callback);
  if (isThenable(returned)) return settledBefore(idle, returned);
  await Promise.race([answered, idle]);
  if (answer?.error !== null && answer?.error !== undefined) throw answer.error;
  return answer?.result ?? null;
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof (value as PromiseLike<unknown> | undefined)?.then === 'function';

function withResolver(): { promise: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const promise = new Promise<void>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-context.html */
function createContext(message: InvokeMessage): object {
  const { env } = process;
  return {
    functionName: env['AWS_LAMBDA_FUNCTION_NAME'],
    functionVersion: env['AWS_LAMBDA_FUNCTION_VERSION'],
    invokedFunctionArn: message.invokedFunctionArn,
    memoryLimitInMB: env['AWS_LAMBDA_FUNCTION_MEMORY_SIZE'],
    awsRequestId: message.requestId,
    logGroupName: env['AWS_LAMBDA_LOG_GROUP_NAME'],
    logStreamName: env['AWS_LAMBDA_LOG_STREAM_NAME'],
    clientContext: undefined,
    identity: undefined,
    getRemainingTimeInMillis: () => remainingMs(message),
  };
}

/** Time without a core is none of the function's, here as in the limit that the sandbox keeps. */
function remainingMs({ deadline, limitMs, queuedMs: before }: InvokeMessage): number {
  const waited = (queuedMs('self') ?? before) - before;
  return Math.min(limitMs, Math.max(0, Math.round(deadline + waited - Date.now())));
}
