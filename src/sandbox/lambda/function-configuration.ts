import { createHash } from 'node:crypto';
import { isPending, isUpdating } from './find-function.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';

/** FunctionConfiguration without what ListFunctions leaves out. */
export function listedConfiguration(lambda: LambdaFunction, version: FunctionVersion, arn: string): object {
  return {
    FunctionName: lambda.functionName,
    FunctionArn: arn,
    Runtime: version.runtime,
    Role: version.role,
    Handler: version.handler,
    CodeSize: version.codeSize,
    Description: version.description,
    Timeout: version.timeoutSeconds,
    MemorySize: version.memoryMb,
    LastModified: version.lastModified,
    CodeSha256: version.codeSha256,
    Version: version.version,
    Environment: Object.keys(version.environment).length === 0 ? undefined : { Variables: { ...version.environment } },
    KMSKeyArn: version.kmsKeyArn,
    VpcConfig:
      version.vpc === undefined
        ? undefined
        : {
            SubnetIds: [...version.vpc.subnetIds],
            SecurityGroupIds: [...version.vpc.securityGroupIds],
            VpcId: version.vpc.vpcId ?? '',
          },
    TracingConfig: { Mode: 'PassThrough' },
    RevisionId: version.revisionId,
    PackageType: version.packageType,
    Architectures: [version.architecture],
    EphemeralStorage: { Size: 512 },
    SnapStart: { ApplyOn: 'None', OptimizationStatus: 'Off' },
    LoggingConfig: { LogFormat: 'Text', LogGroup: `/aws/lambda/${lambda.functionName}` },
  };
}

/** FunctionConfiguration as GetFunction and the writing operations return it. */
export function functionConfiguration(
  lambda: LambdaFunction,
  version: FunctionVersion,
  arn: string,
  now: Date,
): object {
  return {
    ...listedConfiguration(lambda, version, arn),
    RuntimeVersionConfig: runtimeVersion(version, arn),
    ...lifecycle(lambda, version, now),
  };
}

/** Of a managed runtime: which patch of it runs. */
function runtimeVersion({ runtime }: FunctionVersion, arn: string): object | undefined {
  if (runtime === undefined) return undefined;
  const [, partition, , region] = arn.split(':');
  return { RuntimeVersionArn: `arn:${partition}:lambda:${region}::runtime:${hashOf(runtime)}` };
}

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Another one than that of the function that is Active, and always the same. */
const revisionWhilePending = (revisionId: string): string =>
  hashOf(revisionId).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');

function lifecycle(lambda: LambdaFunction, version: FunctionVersion, now: Date): object {
  if (lambda.isIdle) {
    return {
      State: 'Inactive',
      StateReason: 'The function is inactive because it was not invoked for a long time.',
      StateReasonCode: 'Idle',
      LastUpdateStatus: 'Successful',
    };
  }
  if (isPending(lambda, now)) {
    return {
      State: 'Pending',
      StateReason: 'The function is being created.',
      StateReasonCode: 'Creating',
      RevisionId: revisionWhilePending(version.revisionId),
    };
  }
  if (version === lambda.latest && isUpdating(lambda, now)) {
    return {
      State: 'Active',
      LastUpdateStatus: 'InProgress',
      LastUpdateStatusReason: 'The function is being created.',
      LastUpdateStatusReasonCode: 'Creating',
    };
  }
  return { State: 'Active', LastUpdateStatus: 'Successful' };
}

/** Lambda writes its offset as `+0000`. */
export const lambdaTimestamp = (date: Date): string => date.toISOString().replace('Z', '+0000');
