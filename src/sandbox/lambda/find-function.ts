import { type Call, ownEntry } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { resourceConflict, resourceNotFound } from './errors.ts';
import type { FunctionReference } from './function-reference.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';

export function findFunction(state: AccountState, reference: FunctionReference, call: Call): LambdaFunction {
  const found = ownEntry(regionOf(state, call.region).lambda.functions, reference.name);
  if (found && hasQualifier(found, reference.qualifier)) return found;
  const suffix = reference.qualifier === undefined ? '' : `:${reference.qualifier}`;
  throw resourceNotFound(`Function not found: ${reference.arn}${suffix}`);
}

const hasQualifier = (function_: LambdaFunction, qualifier: string | undefined): boolean =>
  qualifier === undefined || qualifier === '$LATEST' || function_.published.some((v) => v.version === qualifier);

export const versionOf = (function_: LambdaFunction, qualifier: string | undefined): FunctionVersion =>
  function_.published.find((v) => v.version === qualifier) ?? function_.latest;

/** While an update is in progress, invocations still get what was there before. */
export function invokedVersion(function_: LambdaFunction, qualifier: string | undefined, now: Date): FunctionVersion {
  const version = versionOf(function_, qualifier);
  return version === function_.latest && isUpdating(function_, now) ? function_.replaced!.version : version;
}

export const isPending = (function_: LambdaFunction, now: Date): boolean => now < new Date(function_.activeAt);

export const isUpdating = (function_: LambdaFunction, now: Date): boolean =>
  function_.replaced !== undefined && now < new Date(function_.replaced.until);

/** @see https://docs.aws.amazon.com/lambda/latest/dg/functions-states.html */
export function refuseWhilePending(function_: LambdaFunction, now: Date): void {
  if (isPending(function_, now)) {
    throw resourceConflict(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );
  }
}

/** For operations that may not run beside each other: updates of code and configuration, PublishVersion, TagResource. */
export function refuseWhileBusy(function_: LambdaFunction, now: Date): void {
  refuseWhilePending(function_, now);
  if (isUpdating(function_, now)) {
    throw resourceConflict(
      `The operation cannot be performed at this time. An update is in progress for resource: ${function_.functionArn}`,
    );
  }
}
