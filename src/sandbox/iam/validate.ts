import type { Tag } from '@aws-sdk/client-iam';
import { invalid, limitExceeded, malformedPolicy } from './errors.ts';
import { parsePolicy, statementsOf } from './policy-document.ts';

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const LIMITS = {
  roleName: 64,
  policyName: 128,
  trustPolicy: 2048,
  description: 1000,
  tags: 50,
  tagKey: 128,
  tagValue: 256,
} as const;

export const INLINE_POLICIES_LIMIT = 10_240;

function checkName(member: string, name: string, longest: number): void {
  if (name.length < 1 || name.length > longest)
    throw invalid(member, name, `have length less than or equal to ${longest}`);
  if (!/^[\w+=,.@-]+$/.test(name)) throw invalid(member, name, 'satisfy regular expression pattern: [\\w+=,.@-]+');
}

export const checkRoleName = (name: string): void => checkName('roleName', name, LIMITS.roleName);
export const checkPolicyName = (name: string): void => checkName('policyName', name, LIMITS.policyName);

export function checkPath(path: string): void {
  if (path.length > 512 || !/^(\/|\/[\u0021-\u007E]+\/)$/.test(path)) {
    throw invalid('path', path, 'satisfy regular expression pattern: (\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)');
  }
}

export function checkDescription(description: string | undefined): void {
  if ((description?.length ?? 0) > LIMITS.description)
    throw invalid('description', description, `have length less than or equal to ${LIMITS.description}`);
}

/** Quotas on policies do not count white space. */
export const policyLength = (text: string): number => text.replaceAll(/\s/g, '').length;

export function checkTrustPolicy(text: string): void {
  const policy = parsePolicy(text);
  if (policy === undefined) throw malformedPolicy('This policy contains invalid Json');
  for (const statement of statementsOf(policy)) {
    if (statement.Principal === undefined && !('NotPrincipal' in statement))
      throw malformedPolicy('Missing required field Principal');
    if (statement.Resource !== undefined || statement.NotResource !== undefined)
      throw malformedPolicy('Has prohibited field Resource');
    checkAction(statement.Action ?? statement.NotAction);
  }
  if (policyLength(text) > LIMITS.trustPolicy)
    throw limitExceeded(`Cannot exceed quota for ACLSizePerRole: ${LIMITS.trustPolicy}`);
}

export function checkIdentityPolicy(text: string): void {
  const policy = parsePolicy(text);
  if (policy === undefined) throw malformedPolicy('Syntax errors in policy.');
  for (const statement of statementsOf(policy)) {
    if (statement.Principal !== undefined) throw malformedPolicy('Policy document should not specify a principal.');
    if (statement.Resource === undefined && statement.NotResource === undefined)
      throw malformedPolicy('Policy statement must contain resources.');
    checkAction(statement.Action ?? statement.NotAction);
  }
}

function checkAction(action: unknown): void {
  if (action === undefined) throw malformedPolicy('Policy statement must contain actions.');
}

export function checkTags(
  tags: readonly Tag[] | undefined,
  already: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const added: Record<string, string> = {};
  for (const { Key = '', Value = '' } of tags ?? []) {
    if (Key.length < 1 || Key.length > LIMITS.tagKey)
      throw invalid('tags.member.key', Key, `have length less than or equal to ${LIMITS.tagKey}`);
    if (Value.length > LIMITS.tagValue)
      throw invalid('tags.member.value', Value, `have length less than or equal to ${LIMITS.tagValue}`);
    added[Key] = Value;
  }
  if (Object.keys({ ...already, ...added }).length > LIMITS.tags)
    throw limitExceeded(`The number of tags has reached the maximum limit: ${LIMITS.tags}`);
  return added;
}
