import { type AccountPlace, parseArn, roleNameOf } from '../../aws/arn.ts';
import type { AwsReader, FunctionDescription } from '../../aws/ports/ports.ts';
import type { FunctionRole } from '../../checks/function-role.ts';
import type { Optional } from '../../deployment/deployed-signer.ts';
import { POLICY_NAME } from '../../deployment/names.ts';
import { isOurs } from '../../deployment/ownership.ts';

/**
 * Lambda shows the role of a function also when it is gone. Which policies a role needs is known only of one that
 * certprov made. Null: another account's, or none is named.
 */
export async function readFunctionRole(
  { roleArn }: Pick<FunctionDescription, 'roleArn'>,
  { reader: aws, place }: { readonly reader: AwsReader; readonly place: AccountPlace },
  optional: Optional,
): Promise<FunctionRole | null> {
  if (parseArn(roleArn)?.account !== place.account) return null;
  const roleName = roleNameOf(roleArn);
  // One "not found" can be a moment old, and what it leads to is a return.
  const role = (await aws.describeRole(roleName)) ?? (await aws.describeRole(roleName));
  // A name is there once in an account: one under another path is not the function's.
  if (role?.roleArn.toLowerCase() !== roleArn.toLowerCase()) return { roleArn, state: 'gone' };
  const policy = async (): Promise<unknown> =>
    (await aws.rolePolicy(roleName, POLICY_NAME)) ?? (await aws.rolePolicy(roleName, POLICY_NAME));
  if (!isOurs(role.tags) || (await policy())) return { roleArn, state: 'there', role };
  const others = await optional('the other policies of the role', aws.listRolePolicies(roleName));
  const hasNone = others?.inline.length === 0 && others.attached.length === 0;
  return { roleArn, state: hasNone ? 'without-any-policy' : 'without-its-policy', role };
}
