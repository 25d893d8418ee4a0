import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidRequest, resourceNotFound } from './errors.ts';

export interface Tag {
  readonly Key: string;
  readonly Value?: string;
}

const MAX_TAGS = 50;
/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_Tag.html */
const KEY = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u;

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_ListTagsForResource.html */
export function listTagsForResource(input: { readonly resourceArn: string }, call: Call): Promise<object> {
  return call.store.read((state) => {
    requireResource(state, input.resourceArn, call);
    const tags = regionOf(state, call.region).iot.tags[input.resourceArn] ?? {};
    return { tags: Object.entries(tags).map(([Key, Value]) => ({ Key, Value })) };
  });
}

export function tagResource(
  input: { readonly resourceArn: string; readonly tags: readonly Tag[] },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    requireResource(state, input.resourceArn, call);
    setTags(state, input.resourceArn, input.tags, call);
    return {};
  });
}

export function untagResource(
  input: { readonly resourceArn: string; readonly tagKeys: readonly string[] },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    requireResource(state, input.resourceArn, call);
    const tags = regionOf(state, call.region).iot.tags[input.resourceArn];
    for (const key of input.tagKeys) delete tags?.[key];
    return {};
  });
}

export function setTags(state: AccountState, arn: string, added: readonly Tag[] | undefined, call: Call): void {
  if (added === undefined || added.length === 0) return;
  const { tags } = regionOf(state, call.region).iot;
  for (const { Key, Value = '' } of added) {
    if (!KEY.test(Key) || Key.startsWith('aws:')) throw invalidRequest(`The tag key '${Key}' is not valid`);
    if (Value.length > 256) throw invalidRequest(`The value of the tag '${Key}' has more than 256 characters`);
  }
  const all = { ...tags[arn], ...Object.fromEntries(added.map(({ Key, Value }) => [Key, Value ?? ''])) };
  if (Object.keys(all).length > MAX_TAGS) throw invalidRequest(`A resource can have ${MAX_TAGS} tags at most`);
  tags[arn] = all;
}

/** Of the kinds of resources that the sandbox holds and AWS IoT lets tag. */
function requireResource(state: AccountState, arn: string, call: Call): void {
  const { certificateProviders, provisioningTemplates, policies, caCertificates, topicRules } = regionOf(
    state,
    call.region,
  ).iot;
  const all = [certificateProviders, provisioningTemplates, policies, caCertificates, topicRules];
  if (all.some((records) => Object.values(records).some((record) => record.arn === arn))) return;
  throw resourceNotFound(`The resource ${arn} was not found`);
}
