import type { Call } from '../service.ts';
import { constraintViolated, invalidParameter } from './errors.ts';
import { findActiveSecret, type SecretInput } from './find-secret.ts';

export interface Tag {
  readonly Key?: string;
  readonly Value?: string;
}

const MAX_TAGS = 50;

export function tagResource(input: SecretInput & { readonly Tags: readonly Tag[] }, call: Call): Promise<object> {
  return call.store.change((state) => {
    const secret = findActiveSecret(state, input, call);
    secret.tags = withTags(secret.tags, input.Tags);
    secret.changedAt = call.clock.now().toISOString();
    return {};
  });
}

export function untagResource(
  input: SecretInput & { readonly TagKeys: readonly string[] },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const secret = findActiveSecret(state, input, call);
    for (const key of input.TagKeys) delete secret.tags[key];
    secret.changedAt = call.clock.now().toISOString();
    return {};
  });
}

/** @see https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_TagResource.html */
export function withTags(tags: Readonly<Record<string, string>>, added: readonly Tag[]): Record<string, string> {
  for (const { Key = '' } of added) {
    if (Key === '') throw constraintViolated('tags.member.key', 'have length greater than or equal to 1', Key);
    if (Key.startsWith('aws:')) throw invalidParameter('Tag keys that start with aws: are reserved for AWS.');
  }
  const all = { ...tags, ...Object.fromEntries(added.map(({ Key = '', Value = '' }) => [Key, Value])) };
  if (Object.keys(all).length > MAX_TAGS) throw invalidParameter(`A secret can have ${MAX_TAGS} tags at most.`);
  return all;
}
