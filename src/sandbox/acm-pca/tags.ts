import type { Call } from '../service.ts';
import { tooManyTags } from './errors.ts';
import { findAuthority, type AuthorityInput } from './find-authority.ts';

const MOST_TAGS = 50;

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

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_TagCertificateAuthority.html */
export function tagCertificateAuthority(input: TagsInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const { tags } = findAuthority(state, input, call);
    const keys = new Set([...Object.keys(tags), ...input.Tags.map(({ Key }) => Key)]);
    if (keys.size > MOST_TAGS) throw tooManyTags(`You can associate up to ${MOST_TAGS} tags with a private CA.`);
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
