import type { Call } from '../service.ts';
import { invalidParameterValue } from './errors.ts';
import { findFunction, refuseWhileBusy } from './find-function.ts';
import { referenceFunction, type FunctionReference } from './function-reference.ts';

interface ResourceInput {
  readonly Resource: string;
}

const MAX_TAGS = 50;

export function refuseTooManyTags(tags: Readonly<Record<string, string>>): void {
  if (Object.keys(tags).length > MAX_TAGS) throw invalidParameterValue('Number of tags exceeds resource tag limit.');
}

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

type Tags = Readonly<Record<string, string>>;

export const tagResource = (input: ResourceInput & { readonly Tags: Tags }, call: Call): Promise<object> =>
  changeTags(input, call, (tags) => ({ ...tags, ...input.Tags }));

export const untagResource = (
  input: ResourceInput & { readonly TagKeys: readonly string[] },
  call: Call,
): Promise<object> =>
  changeTags(input, call, (tags) =>
    Object.fromEntries(Object.entries(tags).filter(([key]) => !input.TagKeys.includes(key))),
  );

function changeTags(input: ResourceInput, call: Call, change: (tags: Tags) => Record<string, string>): Promise<object> {
  const reference = referenceResource(input, call);
  return call.store.change((state) => {
    const found = findFunction(state, reference, call);
    refuseWhileBusy(found, call.clock.now());
    const tags = change(found.tags);
    refuseTooManyTags(tags);
    found.tags = tags;
    return {};
  });
}
