import { callOver } from '../connection/call.ts';
import { connectClient } from '../connection/connect-client.ts';
import type { Connection } from '../connection/connection.ts';
import { describing, type DescribeOutput, Ec2Client, listOf, structure, TEXT, TRUTH } from './ec2-client.ts';
import { allPages, pages } from '../pages.ts';
import type { NetworkReader, RouteTable } from '../ports/network-ports.ts';
import { listed, present } from '../present.ts';

interface Subnet {
  readonly SubnetId?: string;
  readonly VpcId?: string;
  readonly AvailabilityZone?: string;
}
const DescribeSubnetsCommand = describing<Subnet>('Subnets', 'subnetSet', {
  SubnetId: ['subnetId', TEXT],
  VpcId: ['vpcId', TEXT],
  AvailabilityZone: ['availabilityZone', TEXT],
});

interface SecurityGroup {
  readonly GroupId?: string;
  readonly VpcId?: string;
}
const DescribeSecurityGroupsCommand = describing<SecurityGroup>('SecurityGroups', 'securityGroupInfo', {
  GroupId: ['groupId', TEXT],
  VpcId: ['vpcId', TEXT],
});

interface Association {
  readonly Main?: boolean;
  readonly SubnetId?: string;
}
interface Route {
  readonly DestinationCidrBlock?: string;
  readonly GatewayId?: string;
  readonly NatGatewayId?: string;
  readonly State?: string;
}
interface RouteTableShape {
  readonly Associations?: readonly Association[];
  readonly Routes?: readonly Route[];
}
const associations = structure('RouteTableAssociation', { Main: ['main', TRUTH], SubnetId: ['subnetId', TEXT] });
const routes = structure('Route', {
  DestinationCidrBlock: ['destinationCidrBlock', TEXT],
  GatewayId: ['gatewayId', TEXT],
  NatGatewayId: ['natGatewayId', TEXT],
  State: ['state', TEXT],
});
const DescribeRouteTablesCommand = describing<RouteTableShape>('RouteTables', 'routeTableSet', {
  Associations: ['associationSet', listOf('RouteTableAssociationList', associations)],
  Routes: ['routeSet', listOf('RouteList', routes)],
});

interface Endpoint {
  readonly VpcEndpointId?: string;
  readonly VpcEndpointType?: string;
  readonly ServiceName?: string;
  readonly State?: string;
  readonly PrivateDnsEnabled?: boolean;
}
const DescribeVpcEndpointsCommand = describing<Endpoint>('VpcEndpoints', 'vpcEndpointSet', {
  VpcEndpointId: ['vpcEndpointId', TEXT],
  VpcEndpointType: ['vpcEndpointType', TEXT],
  ServiceName: ['serviceName', TEXT],
  State: ['state', TEXT],
  PrivateDnsEnabled: ['privateDnsEnabled', TRUTH],
});

interface Interface {
  readonly NetworkInterfaceId?: string;
  readonly SubnetId?: string;
  readonly Description?: string;
  readonly Groups?: readonly { readonly GroupId?: string }[];
}
const groups = structure('GroupIdentifier', { GroupId: ['groupId', TEXT] });
const DescribeNetworkInterfacesCommand = describing<Interface>('NetworkInterfaces', 'networkInterfaceSet', {
  NetworkInterfaceId: ['networkInterfaceId', TEXT],
  SubnetId: ['subnetId', TEXT],
  Description: ['description', TEXT],
  Groups: ['groupSet', listOf('GroupIdentifierList', groups)],
});

/** @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis */
const MADE_BY_LAMBDA = 'AWS Lambda VPC ENI*';

/** By filter and not by id: EC2 answers a list of ids with an error when one of them does not exist. */
export function networkReader(connection: Connection): NetworkReader {
  const ec2 = connectClient(Ec2Client, connection, 'ec2', 'read');
  const call = callOver(connection);

  const all = async <T>(
    Command: ReturnType<typeof describing<T>>,
    action: string,
    filters: Readonly<Record<string, readonly string[]>>,
  ): Promise<readonly T[]> => {
    const Filters = Object.entries(filters).map(([Name, Values]) => ({ Name, Values }));
    return allPages(
      pages(action, async (NextToken) => {
        const answer: DescribeOutput<T> & Marked = await call({ action, repeat: 'always' }, (options) =>
          ec2.send(new Command({ Filters, NextToken }), options),
        );
        return { items: listed(answer.items, answer, 'items', action), next: answer.NextToken || undefined };
      }),
    );
  };

  return {
    async listSubnets(subnetIds) {
      const action = 'ec2:DescribeSubnets';
      const found = await all(DescribeSubnetsCommand, action, { 'subnet-id': subnetIds });
      return found.map(({ SubnetId, VpcId, AvailabilityZone = '' }) => ({
        subnetId: present(SubnetId, 'SubnetId', action),
        vpcId: present(VpcId, 'VpcId', action),
        availabilityZone: AvailabilityZone,
      }));
    },

    async listSecurityGroups(groupIds) {
      const action = 'ec2:DescribeSecurityGroups';
      const found = await all(DescribeSecurityGroupsCommand, action, { 'group-id': groupIds });
      return found.map(({ GroupId, VpcId }) => ({
        groupId: present(GroupId, 'GroupId', action),
        vpcId: present(VpcId, 'VpcId', action),
      }));
    },

    async routeTablesOf(vpcId) {
      const found = await all(DescribeRouteTablesCommand, 'ec2:DescribeRouteTables', { 'vpc-id': [vpcId] });
      return found.map(({ Associations = [], Routes = [] }) => ({
        isMain: Associations.some(({ Main }) => Main === true),
        subnetIds: Associations.flatMap(({ SubnetId }) => SubnetId ?? []),
        routes: Routes.filter(({ State }) => State !== 'blackhole').map(routeOf),
      }));
    },

    async vpcEndpointsOf(vpcId) {
      const action = 'ec2:DescribeVpcEndpoints';
      const found = await all(DescribeVpcEndpointsCommand, action, { 'vpc-id': [vpcId] });
      return found.map(({ VpcEndpointId, VpcEndpointType, ServiceName, State, PrivateDnsEnabled }) => ({
        vpcEndpointId: present(VpcEndpointId, 'VpcEndpointId', action),
        serviceName: present(ServiceName, 'ServiceName', action),
        isInterface: VpcEndpointType?.toLowerCase() === 'interface',
        isAvailable: State?.toLowerCase() === 'available',
        hasPrivateDns: PrivateDnsEnabled === true,
      }));
    },

    async functionInterfaces(subnetIds) {
      const action = 'ec2:DescribeNetworkInterfaces';
      const filters = { 'subnet-id': subnetIds, description: [MADE_BY_LAMBDA] };
      const found = await all(DescribeNetworkInterfacesCommand, action, filters);
      return found.map(({ NetworkInterfaceId, SubnetId, Description = '', Groups = [] }) => ({
        networkInterfaceId: present(NetworkInterfaceId, 'NetworkInterfaceId', action),
        subnetId: present(SubnetId, 'SubnetId', action),
        description: Description,
        securityGroupIds: Groups.flatMap(({ GroupId }) => GroupId ?? []).toSorted(),
      }));
    },
  };
}

interface Marked {
  readonly $metadata: { readonly requestId?: string };
}

/** IPv6 routes and prefix lists have no such destination, and are no way to an endpoint of AWS by IPv4. */
function routeOf({ DestinationCidrBlock = '', GatewayId = '', NatGatewayId }: Route): RouteTable['routes'][number] {
  const target =
    GatewayId === 'local'
      ? 'local'
      : NatGatewayId
        ? 'nat-gateway'
        : GatewayId.startsWith('igw-')
          ? 'internet-gateway'
          : 'other';
  return { destination: DestinationCidrBlock, target };
}
