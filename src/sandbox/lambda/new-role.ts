import { decideAccess } from '../iam/authorize.ts';
import { isAssumableByLambda } from '../iam/is-assumable.ts';
import { roleOfArn } from '../iam/roles.ts';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { invalidParameterValue } from './errors.ts';

/** What of a function takes more of its role than that it can be assumed. */
interface RoleUse {
  readonly functionName: string;
  readonly roleArn: string;
  readonly hasVariables: boolean;
  readonly isInVpc: boolean;
}

/** A role that was made a moment ago is refused exactly as one that does not exist. */
export function validateRole(state: AccountState, roleArn: string, call: Call): void {
  if (isAssumableByLambda(state, roleArn, call.clock.now(), call.settings) !== 'ok') {
    throw invalidParameterValue('The role defined for the function cannot be assumed by Lambda.');
  }
}

/**
 * What was recorded of CreateFunction with a role that is new: AWS KMS knows it later than Lambda, and what its policies
 * allow is seen last of all. At AWS each of these comes now and then; here always, one after the other.
 * @see https://github.com/hashicorp/terraform-provider-aws/issues/4633
 * @see https://github.com/hashicorp/terraform/pull/15067
 */
export function validateRoleUse(state: AccountState, use: RoleUse, call: Call): void {
  validateRole(state, use.roleArn, call);
  const { roleName, createDate } = roleOfArn(state, use.roleArn)!;
  const age = call.clock.now().getTime() - Date.parse(createDate);
  const { roleDelayMs } = call.settings;
  const session = `arn:aws:sts::${call.account}:assumed-role/${roleName}/${use.functionName}`;
  if (use.hasVariables && age < roleDelayMs * 1.5) {
    throw invalidParameterValue(
      `Lambda was unable to configure access to your environment variables because the KMS key is invalid for CreateGrant. Please check your KMS key settings. KMS Exception: InvalidArnException KMS Message: ARN does not refer to a valid principal: ${session}`,
    );
  }
  if (use.isInVpc) requireNetwork(state, use, call, age < roleDelayMs * 2);
}

/** For whoever attaches a function to subnets: Lambda makes network interfaces as its role. */
export function requireNetwork(
  state: AccountState,
  use: Pick<RoleUse, 'functionName' | 'roleArn'>,
  call: Call,
  isNew = false,
): void {
  const roleName = roleOfArn(state, use.roleArn)?.roleName ?? '';
  const session = `arn:aws:sts::${call.account}:assumed-role/${roleName}/${use.functionName}`;
  const caller = { kind: 'role-session', arn: session, userId: '', roleName } as const;
  const request = { action: 'ec2:CreateNetworkInterface', resource: '*', conditions: {} };
  const { decision } = decideAccess(state, { caller, policies: call.policies, region: call.region }, request);
  if (!isNew && decision === 'allowed') return;
  throw invalidParameterValue(
    'The provided execution role does not have permissions to call CreateNetworkInterface on EC2',
  );
}
