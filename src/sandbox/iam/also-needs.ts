import type { AccessRequest } from '../service.ts';

/**
 * Who gives a role to a service needs a permission for it, apart from the one for the call.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_passrole.html
 */
export const passRole = (roleArn: string | undefined, service: `${string}.amazonaws.com`): readonly AccessRequest[] =>
  roleArn === undefined
    ? []
    : [{ action: 'iam:PassRole', resource: roleArn, conditions: { 'iam:PassedToService': service } }];

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
