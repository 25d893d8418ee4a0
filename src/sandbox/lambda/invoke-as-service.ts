import { randomUUID } from 'node:crypto';
import type { InvocationRequest } from '../lambda-runtime/function-runtime.ts';
import { monotonicMs } from '../lambda-runtime/queue-time.ts';
import { within } from '../lambda-runtime/within.ts';
import type { Call } from '../service.ts';
import { ServiceError } from '../service.ts';
import { makeCall, type AccountContext } from '../wire/make-call.ts';
import { allowsService, type InvokingService } from './allows-service.ts';
import { findFunction } from './find-function.ts';
import { referenceFunction } from './function-reference.ts';
import { invoke } from './invoke.ts';

interface ServiceInvocation {
  readonly functionArn: string;
  readonly service: InvokingService;
  readonly region: string;
  readonly event: object;
  /** Of all, a cold start included. */
  readonly limitMs: number;
}

/** `denied`: it may not be invoked, or is not there. `stopped`: it ran, and failed. `late`, `refused`: by Lambda. */
type FailureKind = 'denied' | 'stopped' | 'late' | 'refused' | 'answer';

/** The function gave no answer that counts; the message says why. */
export class InvocationFailed extends Error {
  override readonly name = 'InvocationFailed';
  constructor(
    readonly kind: FailureKind,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** Invokes a function as a service of AWS does; the answer is its parsed payload. Throws `InvocationFailed`. */
export async function invokeAsService(invocation: ServiceInvocation, context: AccountContext): Promise<unknown> {
  const { functionArn, service, region, event, limitMs } = invocation;
  const caller = { kind: 'service', arn: service.principal, userId: service.principal } as const;
  const call = makeCall({ service: 'lambda', operation: 'Invoke', region, caller, requestId: randomUUID() }, context);
  try {
    await requirePermission(functionArn, service, call);
    const input = { FunctionName: functionArn, Payload: Buffer.from(JSON.stringify(event)) };
    return payloadOf((await inTime(limitMs, (follow) => invoke(input, call, follow))) as InvokeOutput);
  } catch (error) {
    // What the sandbox itself got wrong is not the function's failure.
    if (!(error instanceof ServiceError)) throw error;
    const kind = error.status === 404 || error.status === 403 ? 'denied' : 'refused';
    throw new InvocationFailed(kind, `${error.code}: ${error.message}`, { cause: error });
  }
}

function requirePermission(functionArn: string, service: InvokingService, call: Call): Promise<void> {
  return call.store.read((state) => {
    const reference = referenceFunction({ FunctionName: functionArn }, call);
    const { policies } = findFunction(state, reference, call);
    if (allowsService(policies[reference.qualifier ?? '']?.statements ?? [], service)) return;
    throw new InvocationFailed(
      'denied',
      `the resource-based policy of the function does not let ${service.principal} invoke it for ${service.sourceArn}`,
    );
  });
}

const MAX_REASON = 500;

interface InvokeOutput {
  readonly FunctionError?: string;
  readonly Payload: Uint8Array;
}

function payloadOf({ FunctionError, Payload }: InvokeOutput): unknown {
  const text = Buffer.from(Payload).toString();
  if (FunctionError === undefined) return JSON.parse(text) as unknown;
  const { errorType = '', errorMessage = '' } = JSON.parse(text) as { errorType?: string; errorMessage?: string };
  throw new InvocationFailed('stopped', `the function failed: ${errorType}: ${errorMessage}`.slice(0, MAX_REASON));
}

/**
 * What is late goes on until its own end, and nobody listens to it. As for the function's own limit, the time in which its
 * process stood in the queue for a core does not count.
 */
async function inTime<T>(limitMs: number, start: (follow: Follow) => Promise<T>): Promise<T> {
  const startedAt = monotonicMs();
  const queued: (() => number)[] = [];
  const work = start((environment) => {
    const before = environment.queuedMs();
    queued.push(() => environment.queuedMs() - before);
  });
  const used = (): number => monotonicMs() - startedAt - queued.reduce((sum, ms) => sum + ms(), 0);
  let limit: { readonly clear: () => void } | undefined;
  const late = new Promise<never>((_, reject) => {
    limit = within(limitMs, used, () =>
      reject(new InvocationFailed('late', `the function took longer than ${limitMs} ms`)),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    limit?.clear();
    work.catch(() => undefined);
  }
}

type Follow = NonNullable<InvocationRequest['onEnvironment']>;
