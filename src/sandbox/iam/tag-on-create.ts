import type { AccessRequest } from '../service.ts';

/**
 * Who puts tags on what a request makes needs the permission to tag it as well.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_tags.html
 */
export const tagOnCreate = (
  tags: object | undefined,
  action: string,
  resources: readonly string[],
): readonly AccessRequest[] =>
  Object.keys(tags ?? {}).length === 0 ? [] : resources.map((resource) => ({ action, resource, conditions: {} }));
