import type { ConditionContext } from '../service.ts';

interface SentTag {
  readonly Key?: string;
  readonly Value?: string;
  readonly TagKey?: string;
  readonly TagValue?: string;
}

type SentTags = readonly SentTag[] | Readonly<Record<string, string>>;

const isList = (tags: SentTags): tags is readonly SentTag[] => Array.isArray(tags);

/** IAM, IoT and Secrets Manager say `Key`, KMS `TagKey`; Lambda and CloudWatch Logs send a map. */
function tagsOf(tags: SentTags): readonly (readonly [string, string])[] {
  if (!isList(tags)) return Object.entries(tags);
  return tags.map(({ TagKey = '', TagValue = '', Key = TagKey, Value = TagValue }) => [Key, Value]);
}

interface TaggingInput {
  readonly Tags?: SentTags;
  readonly tags?: SentTags;
  readonly TagKeys?: readonly string[];
  readonly tagKeys?: readonly string[];
}

/**
 * The tags that a request brings, as condition keys: `aws:RequestTag/…` for each, and `aws:TagKeys`. Taking tags away
 * has the keys alone.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-requesttag
 */
export function requestTags({ Tags, tags, TagKeys, tagKeys }: TaggingInput): ConditionContext {
  const brought = tagsOf(Tags ?? tags ?? []);
  const keys = [...brought.map(([key]) => key), ...(TagKeys ?? tagKeys ?? [])];
  return {
    ...Object.fromEntries(brought.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    ...(keys.length === 0 ? {} : { 'aws:TagKeys': keys }),
  };
}

/** Of the permission that tagging takes beside the one for the call. */
export const isTagging = (action: string): boolean => /:Tag[A-Z]/.test(action);
