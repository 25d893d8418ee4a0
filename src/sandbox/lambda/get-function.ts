import { accessDeniedMessage, decideAccess } from '../iam/authorize.ts';
import type { AccessRequest, Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { mayReadEnvironment } from './environment-key.ts';
import { findFunction, versionOf } from './find-function.ts';
import { functionConfiguration } from './function-configuration.ts';
import { referenceFunction, type FunctionReference } from './function-reference.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';

export interface FunctionInput {
  readonly FunctionName: string;
  readonly Qualifier?: string;
}

const qualifiedArn = ({ arn, qualifier }: FunctionReference): string =>
  qualifier === undefined ? arn : `${arn}:${qualifier}`;

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html */
export function getFunction(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.read((state) => {
    const found = findFunction(state, reference, call);
    const version = versionOf(found, reference.qualifier);
    return {
      Configuration: {
        ...functionConfiguration(found, version, qualifiedArn(reference), call.clock.now()),
        ...hiddenEnvironment(found, version, state, call),
      },
      Code: codeLocation(found, version, call),
      ...tagsOf(found, state, call),
      Concurrency:
        found.reservedConcurrency === undefined
          ? undefined
          : { ReservedConcurrentExecutions: found.reservedConcurrency },
    };
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_EnvironmentError.html */
function hiddenEnvironment(
  { functionArn }: LambdaFunction,
  { kmsKeyArn }: FunctionVersion,
  state: AccountState,
  call: Call,
): object {
  if (kmsKeyArn === undefined || mayReadEnvironment(kmsKeyArn, functionArn, state, call)) return {};
  const Message =
    'Lambda was unable to decrypt your environment variables because the KMS access was denied. Please check your KMS permissions.';
  return { Environment: { Error: { ErrorCode: 'AccessDeniedException', Message } } };
}

/** Tags have a permission of their own; without it they are left out, and the answer says why. */
function tagsOf(lambda: LambdaFunction, state: AccountState, call: Call): object {
  if (Object.keys(lambda.tags).length === 0) return {};
  const request: AccessRequest = { action: 'lambda:ListTags', resource: lambda.functionArn, conditions: {} };
  const verdict = decideAccess(state, call, request);
  if (verdict.decision === 'allowed') return { Tags: { ...lambda.tags } };
  const Message = accessDeniedMessage(call.caller, request, verdict);
  return { TagsError: { ErrorCode: 'AccessDeniedException', Message } };
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetFunctionConfiguration.html */
export function getFunctionConfiguration(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.read((state) => {
    const found = findFunction(state, reference, call);
    const version = versionOf(found, reference.qualifier);
    return {
      ...functionConfiguration(found, version, qualifiedArn(reference), call.clock.now()),
      ...hiddenEnvironment(found, version, state, call),
    };
  });
}

/** AWS gives a presigned Amazon S3 address; this one stays on this machine and serves nothing. */
function codeLocation(lambda: LambdaFunction, version: FunctionVersion, call: Call): object {
  if (version.packageType === 'Image') {
    return { RepositoryType: 'ECR', ImageUri: version.imageUri, ResolvedImageUri: version.imageUri };
  }
  return {
    RepositoryType: 'S3',
    Location: `${call.endpoint}/snapshots/${call.account}/${lambda.functionName}-${version.revisionId}`,
  };
}
