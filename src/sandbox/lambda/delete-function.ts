import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameterValue } from './errors.ts';
import { findFunction } from './find-function.ts';
import { referenceFunction } from './function-reference.ts';
import type { FunctionInput } from './get-function.ts';
import { settleInterfaces } from './network.ts';
import { runtimeOf } from './runtimes.ts';

/** Without a qualifier the function goes with all its versions. @see https://docs.aws.amazon.com/lambda/latest/api/API_DeleteFunction.html */
export async function deleteFunction(input: FunctionInput, call: Call): Promise<object> {
  const reference = referenceFunction(input, call);
  const { name, qualifier, arn } = reference;
  if (qualifier === '$LATEST') {
    throw invalidParameterValue('$LATEST version cannot be deleted without deleting the function.');
  }
  const retired = await call.store.change((state) => {
    const found = findFunction(state, reference, call);
    const versions = found.published.map((v) => v.version);
    if (qualifier === undefined) {
      delete regionOf(state, call.region).lambda.functions[name];
      settleInterfaces(state, call);
      return ['$LATEST', ...versions];
    }
    found.published = found.published.filter((v) => v.version !== qualifier);
    delete found.policies[qualifier];
    return [qualifier];
  });
  await Promise.all(retired.map((version) => runtimeOf(call.store).retire(`${arn}:${version}`)));
  return { StatusCode: 204 };
}
