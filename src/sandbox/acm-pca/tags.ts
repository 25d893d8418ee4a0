import type { Call } from '../service.ts';
import { findAuthority, type AuthorityInput } from './find-authority.ts';

interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

type TagsInput = AuthorityInput & { readonly Tags: readonly Tag[] };

export function listTags(input: AuthorityInput, call: Call): Promise<object> {
  return call.store.read((state) => ({
    Tags: Object.entries(findAuthority(state, input, call).tags).map(([Key, Value]) => ({ Key, Value })),
  }));
}

export function tagCertificateAuthority(input: TagsInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { tags } = findAuthority(state, input, call);
    for (const { Key, Value } of input.Tags) tags[Key] = Value ?? '';
    return {};
  });
}

/** A tag with a value is only removed when the value is the same. */
export function untagCertificateAuthority(input: TagsInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { tags } = findAuthority(state, input, call);
    for (const { Key, Value } of input.Tags) {
      if (Value === undefined || tags[Key] === Value) delete tags[Key];
    }
    return {};
  });
}
