import { type Call, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { findGroup, groupArn } from './log-groups.ts';
import type { LogGroupRecord } from './state.ts';

interface TaggedInput {
  readonly resourceArn: string;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_ListTagsForResource.html */
export const listTagsForResource = ({ resourceArn }: TaggedInput, call: Call): Promise<object> =>
  call.store.read((state) => ({ tags: groupOf(state, resourceArn, call).tags }));

export function tagResource(
  { resourceArn, tags }: TaggedInput & { readonly tags: Readonly<Record<string, string>> },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const group = groupOf(state, resourceArn, call);
    const all = { ...group.tags, ...tags };
    if (Object.keys(all).length > MAX_TAGS)
      throw new ServiceError('TooManyTagsException', 400, `A log group can have ${MAX_TAGS} tags at most.`, {
        resourceName: resourceArn,
      });
    group.tags = all;
    return {};
  });
}

const MAX_TAGS = 50;

export function untagResource(
  { resourceArn, tagKeys }: TaggedInput & { readonly tagKeys: readonly string[] },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const group = groupOf(state, resourceArn, call);
    for (const key of tagKeys) delete group.tags[key];
    return {};
  });
}

/** The ARN without `:*`, as these operations take it. */
function groupOf(state: AccountState, arn: string, call: Call): LogGroupRecord {
  const prefix = groupArn('', call);
  if (!arn.startsWith(prefix) || arn.endsWith(':*'))
    throw new ServiceError('InvalidParameterException', 400, `Invalid resource ARN: ${arn}`);
  return findGroup(state, arn.slice(prefix.length), call);
}
