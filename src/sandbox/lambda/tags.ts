import type { Call } from '../service.ts';
import { invalidParameterValue } from './errors.ts';
import { findFunction, refuseWhileBusy } from './find-function.ts';
import { referenceFunction, type FunctionReference } from './function-reference.ts';

interface ResourceInput {
  readonly Resource: string;
}

const MAX_TAGS = 50;

function referenceResource(input: ResourceInput, call: Call): FunctionReference {
  const reference = referenceFunction({ FunctionName: input.Resource }, call);
  if (reference.qualifier !== undefined) {
    throw invalidParameterValue(
      'Tags on function aliases and versions are not supported. Please specify a function ARN.',
    );
  }
  return reference;
}

export function listTags(input: ResourceInput, call: Call): Promise<object> {
  const reference = referenceResource(input, call);
  return call.store.read((state) => ({ Tags: { ...findFunction(state, reference, call).tags } }));
}

export function tagResource(
  input: ResourceInput & { readonly Tags: Record<string, string> },
  call: Call,
): Promise<object> {
  const reference = referenceResource(input, call);
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    refuseWhileBusy(found, call.clock.now());
    const tags = { ...found.tags, ...input.Tags };
    if (Object.keys(tags).length > MAX_TAGS)
      throw invalidParameterValue(`a function can have ${MAX_TAGS} tags at most`);
    found.tags = tags;
    return {};
  });
}

export function untagResource(
  input: ResourceInput & { readonly TagKeys: readonly string[] },
  call: Call,
): Promise<object> {
  const reference = referenceResource(input, call);
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    refuseWhileBusy(found, call.clock.now());
    for (const key of input.TagKeys) delete found.tags[key];
    return {};
  });
}
