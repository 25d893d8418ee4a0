import type { Call } from '../service.ts';
import { tagRefused } from './errors.ts';
import { findKey, type KeyInput, refusePendingDeletion } from './find-key.ts';
import { page, type PageInput } from './page.ts';

export interface Tag {
  readonly TagKey: string;
  readonly TagValue: string;
}

const MAX_TAGS = 50;

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_ListResourceTags.html */
export function listResourceTags(input: KeyInput & PageInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const tags = Object.entries(findKey(state, input.KeyId, call).tags);
    const { items, ...rest } = page(tags, input, { most: 50, usual: 50, keyOf: ([key]) => key }, call);
    return { Tags: items.map(([TagKey, TagValue]) => ({ TagKey, TagValue })), ...rest };
  });
}

export function tagResource(input: KeyInput & { readonly Tags: readonly Tag[] }, call: Call): Promise<object> {
  return call.store.change((state) => {
    const key = findKey(state, input.KeyId, call);
    refusePendingDeletion(key);
    key.tags = withTags(key.tags, input.Tags);
    return {};
  });
}

export function untagResource(input: KeyInput & { readonly TagKeys: readonly string[] }, call: Call): Promise<object> {
  return call.store.change((state) => {
    const key = findKey(state, input.KeyId, call);
    refusePendingDeletion(key);
    for (const name of input.TagKeys) delete key.tags[name];
    return {};
  });
}

/** CreateKey takes a name once; TagResource the last value of it. */
export function refuseDuplicateTags(tags: readonly Tag[]): void {
  if (new Set(tags.map(({ TagKey }) => TagKey)).size < tags.length) throw tagRefused('Duplicate tag keys');
}

/** @see https://docs.aws.amazon.com/kms/latest/APIReference/API_TagResource.html */
export function withTags(tags: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  for (const { TagKey } of added) {
    if (TagKey.startsWith('aws:')) throw tagRefused('Tags beginning with aws: are reserved');
  }
  const all = { ...tags, ...Object.fromEntries(added.map(({ TagKey, TagValue }) => [TagKey, TagValue])) };
  if (Object.keys(all).length > MAX_TAGS) throw tagRefused('Too many tags');
  return all;
}
