import type { Ec2State, RouteTableRecord, VpcEndpointRecord } from '../ec2/state.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';

const REGION = 'us-east-1';

interface Network {
  readonly vpcId: string;
  readonly name: string;
  /** First two octets. */
  readonly net: string;
  readonly groupId: string;
  /** One in each Availability Zone, from `a` on. */
  readonly subnetIds: readonly string[];
  readonly routes: RouteTableRecord['routes'];
  readonly services?: readonly string[];
  readonly isDefault?: true;
}

/** Every account has one: its subnets have an internet gateway, which a function without a public address cannot use. */
const DEFAULT: Network = {
  vpcId: 'vpc-0123456789abcdef0',
  name: '',
  net: '172.31',
  groupId: 'sg-0123456789abcdef0',
  subnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
  routes: [{ destination: '0.0.0.0/0', gatewayId: 'igw-0123456789abcdef0' }],
  isDefault: true,
};

/** Private subnets with a NAT gateway. */
const WORKLOADS: Network = {
  vpcId: 'vpc-0a11ce0000000001',
  name: 'workloads',
  net: '10.20',
  groupId: 'sg-0a11ce0000000001',
  subnetIds: ['subnet-0a11ce0000000001', 'subnet-0a11ce0000000002'],
  routes: [{ destination: '0.0.0.0/0', natGatewayId: 'nat-0a11ce0000000001' }],
};

/** No way out but for endpoints of AWS's services. */
const CLOSED: Network = {
  vpcId: 'vpc-0c105ed000000001',
  name: 'closed',
  net: '10.30',
  groupId: 'sg-0c105ed000000001',
  subnetIds: ['subnet-0c105ed000000001', 'subnet-0c105ed000000002'],
  routes: [],
  services: ['acm-pca', 'secretsmanager', 'kms', 'logs'],
};

export const seedDefaultNetwork = (state: AccountState): void => addNetwork(regionOf(state, REGION).ec2, DEFAULT);

/** What `sandbox reset --like vpc` adds, and `--like landing-zone` too. */
export function seedNetworks(state: AccountState): void {
  const { ec2 } = regionOf(state, REGION);
  for (const network of [WORKLOADS, CLOSED]) addNetwork(ec2, network);
}

function addNetwork(ec2: Ec2State, network: Network): void {
  const { vpcId, name, net, groupId, subnetIds, routes, services = [], isDefault = false } = network;
  const suffix = vpcId.slice('vpc-'.length);
  ec2.vpcs[vpcId] = { vpcId, cidrBlock: `${net}.0.0/16`, isDefault, name };
  ec2.securityGroups[groupId] = {
    groupId,
    vpcId,
    groupName: isDefault ? 'default' : `${name}-functions`,
    description: isDefault ? 'default VPC security group' : 'functions of the account',
  };
  for (const [index, subnetId] of subnetIds.entries()) {
    ec2.subnets[subnetId] = {
      subnetId,
      vpcId,
      availabilityZone: `${REGION}${String.fromCodePoint(97 + index)}`,
      cidrBlock: `${net}.${index * 16}.0/20`,
      name: isDefault ? '' : `${name}-${index + 1}`,
    };
  }
  const routeTableId = `rtb-${suffix}`;
  ec2.routeTables[routeTableId] = { routeTableId, vpcId, isMain: true, subnetIds: [], routes };
  for (const [index, service] of services.entries()) {
    const endpoint: VpcEndpointRecord = {
      vpcEndpointId: `vpce-${suffix.slice(0, -1)}${index}`,
      vpcId,
      type: 'Interface',
      serviceName: `com.amazonaws.${REGION}.${service}`,
      privateDns: true,
      subnetIds: [...subnetIds],
      groupIds: [groupId],
      routeTableIds: [],
    };
    ec2.endpoints[endpoint.vpcEndpointId] = endpoint;
  }
}
