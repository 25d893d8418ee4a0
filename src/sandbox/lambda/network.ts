import { attachInterfaces, releaseInterfaces } from '../ec2/interfaces.ts';
import { decideAccess } from '../iam/authorize.ts';
import { ServiceError, type Call, type ConditionContext } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { invalidParameterValue } from './errors.ts';
import type { FunctionVersion, LambdaFunction } from './state.ts';
import type { FunctionSettings } from './validate-function.ts';

type Vpc = Pick<FunctionVersion, 'vpc'>;

/** Both lists or none, as Lambda wants them; those of one VPC, which the caller may see. */
export function vpcOf({ VpcConfig }: FunctionSettings, state: AccountState, call: Call): Vpc {
  const { SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  if (SubnetIds.length === 0 && SecurityGroupIds.length === 0) return {};
  if (SubnetIds.length === 0 || SecurityGroupIds.length === 0) {
    throw invalidParameterValue('SubnetIds and SecurityIds must coexist or be both empty list.');
  }
  const { subnets, securityGroups } = regionOf(state, call.region).ec2;
  requireSeen('DescribeSecurityGroups', SecurityGroupIds[0]!, state, call);
  requireSeen('DescribeSubnets', SubnetIds[0]!, state, call);
  const groups = SecurityGroupIds.map(
    (id) =>
      securityGroups[id] ?? missing('DescribeSecurityGroups', 'InvalidGroup.NotFound', `The security group '${id}'`),
  );
  const found = SubnetIds.map(
    (id) => subnets[id] ?? missing('DescribeSubnets', 'InvalidSubnetID.NotFound', `The subnet ID '${id}'`),
  );
  const vpcIds = new Set(found.map(({ vpcId }) => vpcId));
  const [vpcId = ''] = vpcIds;
  requireSeen('DescribeVpcs', vpcId, state, call);
  if (vpcIds.size > 1) throw invalidParameterValue('Subnets are required to be in the same VPC.');
  if (groups.some((group) => group.vpcId !== vpcId))
    throw invalidParameterValue('Security Groups are required to be in the same VPC.');
  return { vpc: { subnetIds: [...SubnetIds], securityGroupIds: [...SecurityGroupIds], vpcId } };
}

/**
 * By which policies keep functions in a VPC, or in some of them; absent where none is named.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#vpc-conditions
 */
export async function vpcConditions({ VpcConfig }: FunctionSettings, call: Call): Promise<ConditionContext> {
  const { SubnetIds = [], SecurityGroupIds = [] } = VpcConfig ?? {};
  const named = (ids: readonly string[]): readonly string[] | undefined => (ids.length === 0 ? undefined : ids);
  const vpcIds = await call.store.read((state) => {
    const { subnets } = regionOf(state, call.region).ec2;
    return [...new Set(SubnetIds.flatMap((id) => subnets[id]?.vpcId ?? []))];
  });
  return {
    'lambda:VpcIds': named(vpcIds),
    'lambda:SubnetIds': named(SubnetIds),
    'lambda:SecurityGroupIds': named(SecurityGroupIds),
  };
}

/** Lambda asks EC2 as the caller, and not as the role of the function. */
function requireSeen(action: string, id: string, state: AccountState, call: Call): void {
  const request = { action: `ec2:${action}`, resource: '*', conditions: {} };
  if (decideAccess(state, call, request).decision === 'allowed') return;
  throw new ServiceError(
    'AccessDeniedException',
    403,
    `Your access has been denied by EC2, please make sure your request credentials have permission to ${action} for ${id}. EC2 Error Code: UnauthorizedOperation. EC2 Error Message: You are not authorized to perform this operation.`,
  );
}

function missing(action: string, code: string, what: string): never {
  throw invalidParameterValue(
    `Error occurred while ${action}. EC2 Error Code: ${code}. EC2 Error Message: ${what} does not exist`,
  );
}

/**
 * After a function was created, changed or deleted: creates the interfaces it needs, and releases those nobody uses.
 */
export function settleInterfaces(state: AccountState, call: Call, lambda?: LambdaFunction): void {
  const { functionName, latest } = lambda ?? {};
  if (latest?.vpc !== undefined)
    attachInterfaces(state, call.region, { functionName: functionName!, roleArn: latest.role, vpc: latest.vpc });
  releaseInterfaces(state, call.region, call.clock.now());
}
