import { randomBytes } from 'node:crypto';
import { environmentVariables } from '../lambda-runtime/environment-variables.ts';
import type { ProcessOptions } from '../lambda-runtime/execution-environment.ts';
import type { InvocationRequest } from '../lambda-runtime/function-runtime.ts';
import { unpackFunction } from '../lambda-runtime/unpack-function.ts';
import { type Call, ServiceError } from '../service.ts';
import { notImplemented } from './errors.ts';
import { requireReadableEnvironment } from './environment-key.ts';
import { findFunction, invokedVersion, refuseWhilePending } from './find-function.ts';
import { referenceFunction, type FunctionReference } from './function-reference.ts';
import type { FunctionInput } from './get-function.ts';
import { readZip } from './read-zip.ts';
import { nodeMajor, runtimeOf } from './runtimes.ts';
import type { FunctionVersion } from './state.ts';

interface InvokeInput extends FunctionInput {
  readonly InvocationType?: 'RequestResponse' | 'Event' | 'DryRun';
  readonly LogType?: 'None' | 'Tail';
  readonly Payload?: Uint8Array;
}

type OnEnvironment = InvocationRequest['onEnvironment'];

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_EVENT_BYTES = 6_291_456;

/** Beyond this the machine, not Lambda, would be what is measured. */
const MAX_CONCURRENT = 50;

/** A function that fails still answers 200. @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
export async function invoke(input: InvokeInput, call: Call, onEnvironment?: OnEnvironment): Promise<object> {
  const reference = referenceFunction(input, call);
  await wakeIdle(reference, call);
  const { version, reserved } = await call.store.read((state) => {
    const found = findFunction(state, reference, call);
    refuseWhilePending(found, call.clock.now());
    const invoked = invokedVersion(found, reference.qualifier, call.clock.now());
    return { version: { ...invoked, environment: { ...invoked.environment } }, reserved: found.reservedConcurrency };
  });
  const event = readEvent(input.Payload);
  if (input.InvocationType === 'DryRun') return { StatusCode: 204 };
  if (input.InvocationType === 'Event') throw notImplemented('asynchronous invocation');
  refuseOverConcurrency(reference, reserved, call);
  if (version.kmsKeyArn !== undefined) {
    const { kmsKeyArn: keyArn, role } = version;
    const roleName = role.slice(role.lastIndexOf('/') + 1);
    await requireReadableEnvironment({ keyArn, functionArn: reference.arn, roleName }, call);
  }

  const outcome = await run(reference, version, event, call, onEnvironment);
  return {
    StatusCode: 200,
    FunctionError: outcome.functionError,
    LogResult: input.LogType === 'Tail' ? outcome.logTail : undefined,
    Payload: Buffer.from(outcome.payload),
    ExecutedVersion: version.version,
  };
}

async function run(
  reference: FunctionReference,
  version: FunctionVersion,
  event: string,
  call: Call,
  onEnvironment: OnEnvironment | undefined,
): Promise<{ payload: string; functionError?: string | undefined; logTail?: string }> {
  const { runtime, codeBlob } = version;
  if (runtime === undefined || nodeMajor(runtime) === undefined || codeBlob === undefined) {
    const what = version.packageType === 'Image' ? 'container images' : runtime;
    const errorMessage = `the certprov sandbox does not run ${what}: only Node.js functions are run, and this one is listed for show`;
    return { payload: JSON.stringify({ errorType: 'Sandbox.NotRun', errorMessage }), functionError: 'Unhandled' };
  }
  return runtimeOf(call.store).invoke({
    functionArn: `${reference.arn}:${version.version}`,
    revisionId: version.revisionId,
    version: version.version,
    requestId: call.requestId,
    invokedFunctionArn: reference.qualifier === undefined ? reference.arn : `${reference.arn}:${reference.qualifier}`,
    event,
    timeoutSeconds: version.timeoutSeconds,
    memoryMb: version.memoryMb,
    coldStartMs: call.settings.coldStartMs,
    onEnvironment,
    prepare: () => prepare(reference.name, { ...version, runtime, codeBlob }, call),
  });
}

async function prepare(
  functionName: string,
  version: FunctionVersion & { readonly runtime: string; readonly codeBlob: string },
  call: Call,
): Promise<ProcessOptions> {
  const [credentials, taskRoot] = await Promise.all([
    call.assumeRole(version.role, functionName),
    unpackFunction(call.store.scratch, version.codeBlob, async () =>
      readZip(await call.store.getBlob(version.codeBlob)),
    ),
  ]);
  const variables = environmentVariables({
    functionName,
    version: version.version,
    runtime: version.runtime,
    handler: version.handler ?? '',
    memoryMb: version.memoryMb,
    variables: version.environment,
    region: call.region,
    credentials,
    endpoint: call.endpoint,
    taskRoot,
    logStreamName: `${call.clock.now().toISOString().slice(0, 10).replaceAll('-', '/')}/[${version.version}]${randomBytes(16).toString('hex')}`,
  });
  return { taskRoot, variables, memoryMb: version.memoryMb };
}

/** An invocation without payload gets an empty object. */
function readEvent(payload: Uint8Array | undefined): string {
  const text = Buffer.from(payload ?? []).toString();
  if (text.length === 0) return '{}';
  if (Buffer.byteLength(text) > MAX_EVENT_BYTES) {
    throw new ServiceError(
      'RequestTooLargeException',
      413,
      `${Buffer.byteLength(text)} byte payload is too large for the RequestResponse invocation type (limit ${MAX_EVENT_BYTES} bytes)`,
      { Type: 'User' },
    );
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError(
      'InvalidRequestContentException',
      400,
      `Could not parse request body into json: Could not parse payload into json: ${(error as Error).message}`,
      { Type: 'User' },
    );
  }
  return text;
}

function refuseOverConcurrency(reference: FunctionReference, reserved: number | undefined, call: Call): void {
  const runtime = runtimeOf(call.store);
  if (reserved !== undefined && runtime.running(reference.arn) >= reserved)
    throw throttled('ReservedFunctionConcurrentInvocationLimitExceeded');
  if (runtime.running() >= Math.min(MAX_CONCURRENT, call.settings.accountConcurrency))
    throw throttled('ConcurrentInvocationLimitExceeded');
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
async function wakeIdle(reference: FunctionReference, call: Call): Promise<void> {
  if (!(await call.store.read((state) => findFunction(state, reference, call).isIdle))) return;
  const isFirst = await call.store.change((state) => {
    const found = findFunction(state, reference, call);
    if (!found.isIdle) return false;
    delete found.isIdle;
    found.activeAt = new Date(call.clock.now().getTime() + call.settings.functionPendingMs).toISOString();
    return true;
  });
  if (!isFirst) return;
  throw new ServiceError(
    'ResourceNotReadyException',
    502,
    'The function is inactive and its VPC connection is no longer available. Wait for the VPC connection to reestablish and try again.',
    { Type: 'Service' },
  );
}

const throttled = (reason: string): ServiceError =>
  new ServiceError('TooManyRequestsException', 429, 'Rate Exceeded.', { Reason: reason, Type: 'User' });
