import { randomBytes, randomUUID } from 'node:crypto';
import { decideAccess } from '../iam/authorize.ts';
import { roleOfArn } from '../iam/roles.ts';
import type { Call, Handler, SandboxSettings } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { described, type DescribeInput } from './describe.ts';
import { NOT_FOUND } from './errors.ts';
import type { NetworkInterfaceRecord } from './state.ts';

/** The parts of a call that interfaces depend on. */
type At = Pick<Call, 'clock' | 'settings' | 'policies'>;

interface Attachment {
  readonly subnetIds: readonly string[];
  readonly securityGroupIds: readonly string[];
}

const keyOf = (subnetId: string, groupIds: readonly string[]): string => [subnetId, ...groupIds.toSorted()].join(' ');

/**
 * One for each subnet, which all functions with the same subnet and security groups share.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis
 */
export function attachInterfaces(
  state: AccountState,
  region: string,
  lambda: { readonly functionName: string; readonly roleArn: string; readonly vpc: Attachment },
): void {
  const { interfaces } = regionOf(state, region).ec2;
  const groupIds = [...lambda.vpc.securityGroupIds];
  for (const subnetId of lambda.vpc.subnetIds) {
    const there = Object.values(interfaces).find(
      (one) => keyOf(one.subnetId, one.groupIds) === keyOf(subnetId, groupIds),
    );
    if (there !== undefined) {
      if (there.releasedAt !== undefined) there.roleArn = lambda.roleArn;
      there.releasedAt = undefined;
      continue;
    }
    const networkInterfaceId = `eni-${randomBytes(9).toString('hex').slice(0, 17)}`;
    const description = `AWS Lambda VPC ENI-${lambda.functionName}-${randomUUID()}`;
    interfaces[networkInterfaceId] = { networkInterfaceId, subnetId, groupIds, description, roleArn: lambda.roleArn };
  }
}

/** Those that no function of the Region uses any more; Lambda takes its time to delete them. */
export function releaseInterfaces(state: AccountState, region: string, now: Date): void {
  const { lambda, ec2 } = regionOf(state, region);
  const used = new Set(
    Object.values(lambda.functions)
      .flatMap(({ latest, published }) => [latest, ...published])
      .flatMap(({ vpc }) => vpc?.subnetIds.map((subnetId) => keyOf(subnetId, vpc.securityGroupIds)) ?? []),
  );
  for (const one of Object.values(ec2.interfaces)) {
    if (one.releasedAt === undefined && !used.has(keyOf(one.subnetId, one.groupIds)))
      one.releasedAt = now.toISOString();
  }
}

/**
 * Lambda deletes them as the role of the function: whose role is gone, or may not, they stay. Asked before a role or a
 * policy of one goes, so that what was due before is gone before it.
 * @see https://github.com/awslabs/aws-support-tools/issues/174
 */
export const afterSweep =
  (handler: Handler): Handler =>
  async (input, call) => {
    const hasAny = await call.store.read(({ regions }) =>
      Object.values(regions).some(({ ec2 }) => Object.keys(ec2?.interfaces ?? {}).length > 0),
    );
    if (hasAny) await call.store.change((state) => sweepInterfaces(state, call));
    return handler(input, call);
  };

function sweepInterfaces(state: AccountState, at: At): void {
  for (const [region, { ec2 }] of Object.entries(state.regions)) {
    for (const one of Object.values(ec2?.interfaces ?? {})) {
      if (isDue(one, at.clock.now(), at.settings) && mayDelete(state, one, region, at))
        delete ec2.interfaces[one.networkInterfaceId];
    }
  }
}

const isDue = ({ releasedAt }: NetworkInterfaceRecord, now: Date, { interfaceDelayMs }: SandboxSettings): boolean =>
  releasedAt !== undefined && now.getTime() - Date.parse(releasedAt) >= interfaceDelayMs;

function mayDelete(state: AccountState, { roleArn }: NetworkInterfaceRecord, region: string, at: At): boolean {
  const role = roleOfArn(state, roleArn);
  if (role === undefined) return false;
  const caller = { kind: 'role-session', arn: roleArn, userId: '', roleName: role.roleName } as const;
  const request = { action: 'ec2:DeleteNetworkInterface', resource: '*', conditions: {} };
  return decideAccess(state, { caller, policies: at.policies, region }, request).decision === 'allowed';
}

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeNetworkInterfaces.html */
export async function describeNetworkInterfaces(
  input: DescribeInput & { readonly NetworkInterfaceIds?: readonly string[] },
  call: Call,
): Promise<object> {
  const look = (state: AccountState): object => {
    const { ec2 } = regionOf(state, call.region);
    const isThere = (one: NetworkInterfaceRecord): boolean =>
      !isDue(one, call.clock.now(), call.settings) || !mayDelete(state, one, call.region, call);
    const { items, next } = described<NetworkInterfaceRecord>(
      Object.values(ec2.interfaces).filter(isThere),
      input.NetworkInterfaceIds,
      input,
      {
        idOf: ({ networkInterfaceId }) => networkInterfaceId,
        notFound: NOT_FOUND.networkInterface,
        filters: {
          'network-interface-id': ({ networkInterfaceId }) => [networkInterfaceId],
          'subnet-id': ({ subnetId }) => [subnetId],
          'group-id': ({ groupIds }) => groupIds,
          'vpc-id': ({ subnetId }) => [ec2.subnets[subnetId]?.vpcId ?? ''],
          description: ({ description }) => [description],
          'interface-type': () => ['lambda'],
          'requester-managed': () => ['true'],
          status: () => ['in-use'],
        },
      },
      call,
    );
    return {
      NetworkInterfaces: items.map(({ networkInterfaceId, subnetId, groupIds, description }) => ({
        NetworkInterfaceId: networkInterfaceId,
        SubnetId: subnetId,
        VpcId: ec2.subnets[subnetId]?.vpcId,
        AvailabilityZone: ec2.subnets[subnetId]?.availabilityZone,
        Description: description,
        InterfaceType: 'lambda',
        RequesterManaged: true,
        Status: 'in-use',
        OwnerId: call.account,
        Groups: groupIds.map((GroupId) => ({
          GroupId,
          GroupName: ec2.securityGroups[GroupId]?.groupName,
        })),
      })),
      NextToken: next,
    };
  };
  return call.store.read(look);
}
