import { randomUUID } from 'node:crypto';
import type { Call } from '../service.ts';
import { refuseUnsigned } from './code-signing.ts';
import { storeCode, type FunctionCode } from './create-function.ts';
import { notImplemented, preconditionFailed } from './errors.ts';
import { findFunction, refuseWhileBusy } from './find-function.ts';
import { functionConfiguration, lambdaTimestamp } from './function-configuration.ts';
import { referenceFunction } from './function-reference.ts';
import { settleInterfaces, vpcOf } from './network.ts';
import { requireNetwork, validateRole } from './new-role.ts';
import { publish } from './publish-version.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';
import { validateSettings, type FunctionSettings } from './validate-function.ts';

interface UpdateInput {
  readonly FunctionName: string;
  readonly RevisionId?: string;
}

interface UpdateFunctionCodeInput extends UpdateInput, FunctionCode {
  readonly Architectures?: readonly ('x86_64' | 'arm64')[];
  readonly DryRun?: boolean;
  readonly Publish?: boolean;
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionCode.html */
export async function updateFunctionCode(input: UpdateFunctionCodeInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  const packageType = await call.store.read((state) => findFunction(state, reference, call).latest.packageType);
  const code = await storeCode(input, packageType, call);
  const architecture = input.Architectures?.[0];
  const update = { ...code, ...(architecture === undefined ? {} : { architecture }) };
  const now = call.clock.now();
  if (input.DryRun) {
    return call.store.read((state) => {
      const found = findFunction(state, reference, call);
      checkUpdate(found, input, now);
      refuseUnsigned(state, found.codeSigningConfigArn, call);
      return functionConfiguration(found, { ...found.latest, ...update }, found.functionArn, now);
    });
  }
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    checkUpdate(found, input, now);
    refuseUnsigned(state, found.codeSigningConfigArn, call);
    applyUpdate(found, update, call);
    if (!input.Publish) return functionConfiguration(found, found.latest, found.functionArn, now);
    const version = publish(found, undefined);
    return newVersion(functionConfiguration(found, version, `${found.functionArn}:${version.version}`, now));
  });
}

/** A version is Pending in the answer that makes it, whatever the function is. */
const newVersion = (configuration: object): object => ({
  ...configuration,
  State: 'Pending',
  StateReason: 'The function is being created.',
  StateReasonCode: 'Creating',
});

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_UpdateFunctionConfiguration.html */
export function updateFunctionConfiguration(input: UpdateInput & FunctionSettings, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  const now = call.clock.now();
  validateSettings(input, 'update', now);
  if (input.KMSKeyArn !== undefined) throw notImplemented('another KMS key for a function that is there');
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    checkUpdate(found, input, now);
    if (input.Role !== undefined) validateRole(state, input.Role, call);
    const { Runtime, Role, Handler, Description, Timeout, MemorySize, Environment, VpcConfig } = input;
    applyUpdate(
      found,
      {
        ...(Runtime === undefined ? {} : { runtime: Runtime }),
        ...(Role === undefined ? {} : { role: Role }),
        ...(Handler === undefined ? {} : { handler: Handler }),
        ...(Description === undefined ? {} : { description: Description }),
        ...(Timeout === undefined ? {} : { timeoutSeconds: Timeout }),
        ...(MemorySize === undefined ? {} : { memoryMb: MemorySize }),
        ...(Environment === undefined ? {} : { environment: { ...Environment.Variables } }),
        ...(VpcConfig === undefined ? {} : { vpc: vpcOf(input, state, call).vpc }),
      },
      call,
    );
    const { functionName, latest } = found;
    if (VpcConfig !== undefined && latest.vpc) requireNetwork(state, { functionName, roleArn: latest.role }, call);
    settleInterfaces(state, call, found);
    return functionConfiguration(found, found.latest, found.functionArn, now);
  });
}

function checkUpdate(lambda: LambdaFunction, input: UpdateInput, now: Date): void {
  refuseWhileBusy(lambda, now);
  if (input.RevisionId !== undefined && input.RevisionId !== lambda.latest.revisionId) throw preconditionFailed();
}

function applyUpdate(lambda: LambdaFunction, update: Partial<FunctionVersion>, call: Call): void {
  const now = call.clock.now();
  const until = new Date(now.getTime() + call.settings.functionPendingMs).toISOString();
  lambda.replaced = { until, version: lambda.latest };
  lambda.latest = {
    ...lambda.latest,
    ...update,
    lastModified: lambdaTimestamp(now),
    revisionId: randomUUID(),
  };
}
