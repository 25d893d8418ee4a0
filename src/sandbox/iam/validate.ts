import type { Tag } from '@aws-sdk/client-iam';
import { limitExceeded } from './errors.ts';
import { judgeTrustPolicy } from './judge-policy.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMITS = {
  trustPolicy: 2048,
  tags: 50,
} as const;

export const INLINE_POLICIES_LIMIT = 10_240;

/** Quotas on policies do not count white space. */
export const policyLength = (text: string): number => text.replaceAll(/\s/g, '').length;

export function checkTrustPolicy(text: string): void {
  judgeTrustPolicy(text);
  if (policyLength(text) > LIMITS.trustPolicy)
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${LIMITS.trustPolicy}`);
}

export function checkTags(
  tags: readonly Tag[] | undefined,
  already: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const added: Record<string, string> = {};
  for (const { Key = '', Value = '' } of tags ?? []) {
    added[Key] = Value;
  }
  if (Object.keys({ ...already, ...added }).length > LIMITS.tags)
    throw limitExceeded(`The number of tags has reached the maximum limit: ${LIMITS.tags}`);
  return added;
}
