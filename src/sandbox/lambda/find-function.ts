import { type Call, lookup } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { resourceConflict, resourceNotFound } from './errors.ts';
import type { FunctionReference } from './function-reference.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';

export function findFunction(
  state: AccountState,
  reference: FunctionReference,
  call: Call,
  missing = `Function not found: ${named(reference)}`,
): LambdaFunction {
  const found = lookup(regionOf(state, call.region).lambda.functions, reference.name);
  if (found && hasQualifier(found, reference.qualifier)) return found;
  throw resourceNotFound(missing);
}

const named = ({ arn, qualifier }: FunctionReference): string =>
  qualifier === undefined ? arn : `${arn}:${qualifier}`;

const hasQualifier = (lambda: LambdaFunction, qualifier: string | undefined): boolean =>
  qualifier === undefined || qualifier === '$LATEST' || lambda.published.some((v) => v.version === qualifier);

export const versionOf = (lambda: LambdaFunction, qualifier: string | undefined): FunctionVersion =>
  lambda.published.find((v) => v.version === qualifier) ?? lambda.latest;

/** While an update is in progress, invocations still get what was there before. */
export function invokedVersion(lambda: LambdaFunction, qualifier: string | undefined, now: Date): FunctionVersion {
  const version = versionOf(lambda, qualifier);
  return version === lambda.latest && isUpdating(lambda, now) ? lambda.replaced!.version : version;
}

export const isPending = (lambda: LambdaFunction, now: Date): boolean => now < new Date(lambda.activeAt);

export const isUpdating = (lambda: LambdaFunction, now: Date): boolean =>
  lambda.replaced !== undefined && now < new Date(lambda.replaced.until);

/** @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
export function refuseWhilePending(lambda: LambdaFunction, now: Date): void {
  if (isPending(lambda, now)) {
    throw resourceConflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
}

/** For operations that may not run beside each other: updates of code and configuration, PublishVersion, TagResource. */
export function refuseWhileBusy(lambda: LambdaFunction, now: Date): void {
  refuseWhilePending(lambda, now);
  if (isUpdating(lambda, now)) {
    throw resourceConflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${lambda.functionArn}`,
    );
  }
}
