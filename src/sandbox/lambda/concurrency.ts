import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameterValue } from './errors.ts';
import { findFunction } from './find-function.ts';
import { referenceFunction } from './function-reference.ts';

interface FunctionNameInput {
  readonly FunctionName: string;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const LEAST_UNRESERVED = 100;

function unreserved(state: AccountState, call: Call, except?: string): number {
  const functions = Object.values(regionOf(state, call.region).lambda.functions);
  return functions
    .filter((f) => f.functionName !== except)
    .reduce((left, f) => left - (f.reservedConcurrency ?? 0), call.settings.accountConcurrency);
}

export function putFunctionConcurrency(
  input: FunctionNameInput & { readonly ReservedConcurrentExecutions: number },
  call: Call,
): Promise<object> {
  const reference = referenceFunction(input, call);
  const reserved = input.ReservedConcurrentExecutions;
  return call.store.change((state) => {
    const found = findFunction(state, reference, call, `Function not found: ${reference.arn}:$LATEST`);
    if (unreserved(state, call, found.functionName) - reserved < LEAST_UNRESERVED) {
      throw invalidParameterValue(
        `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${LEAST_UNRESERVED}].`,
      );
    }
    found.reservedConcurrency = reserved;
    return { ReservedConcurrentExecutions: reserved };
  });
}

export function getFunctionConcurrency(input: FunctionNameInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.read((state) => ({
    ReservedConcurrentExecutions: findFunction(state, reference, call).reservedConcurrency,
  }));
}

export function deleteFunctionConcurrency(input: FunctionNameInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  return call.store.change((state) => {
    delete findFunction(state, reference, call).reservedConcurrency;
    return {};
  });
}

/** @see https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html */
export function getAccountSettings(_input: object, call: Call): Promise<object> {
  return call.store.read((state) => {
    const functions = Object.values(regionOf(state, call.region).lambda.functions);
    return {
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: call.settings.accountConcurrency,
        UnreservedConcurrentExecutions: unreserved(state, call),
      },
      AccountUsage: {
        TotalCodeSize: functions.reduce((sum, f) => sum + f.latest.codeSize, 0),
        FunctionCount: functions.length,
      },
    };
  });
}
