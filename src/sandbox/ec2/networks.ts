import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { described, type DescribeInput } from './describe.ts';
import { NOT_FOUND } from './errors.ts';
import type {
  Ec2State,
  RouteTableRecord,
  SecurityGroupRecord,
  SubnetRecord,
  VpcEndpointRecord,
  VpcRecord,
} from './state.ts';

type Ids<Name extends string> = DescribeInput & { readonly [name in Name]?: readonly string[] };

const look = <T>(call: Call, reading: (ec2: Ec2State) => T): Promise<T> =>
  call.store.read((state) => reading(regionOf(state, call.region).ec2));

const nameTag = (name: string): object => ({ Tags: name === '' ? undefined : [{ Key: 'Name', Value: name }] });

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcs.html */
export const describeVpcs = (input: Ids<'VpcIds'>, call: Call): Promise<object> =>
  look(call, ({ vpcs }) => {
    const { items, next } = described<VpcRecord>(
      Object.values(vpcs),
      input.VpcIds,
      input,
      {
        idOf: ({ vpcId }) => vpcId,
        notFound: NOT_FOUND.vpc,
        filters: { 'vpc-id': ({ vpcId }) => [vpcId], 'is-default': ({ isDefault }) => [String(isDefault)] },
      },
      call,
    );
    return {
      Vpcs: items.map(({ vpcId, cidrBlock, isDefault, name }) => ({
        VpcId: vpcId,
        CidrBlock: cidrBlock,
        IsDefault: isDefault,
        State: 'available',
        OwnerId: call.account,
        ...nameTag(name),
      })),
      NextToken: next,
    };
  });

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSubnets.html */
export const describeSubnets = (input: Ids<'SubnetIds'>, call: Call): Promise<object> =>
  look(call, ({ subnets }) => {
    const { items, next } = described<SubnetRecord>(
      Object.values(subnets),
      input.SubnetIds,
      input,
      {
        idOf: ({ subnetId }) => subnetId,
        notFound: NOT_FOUND.subnet,
        filters: {
          'subnet-id': ({ subnetId }) => [subnetId],
          'vpc-id': ({ vpcId }) => [vpcId],
          'availability-zone': ({ availabilityZone }) => [availabilityZone],
        },
      },
      call,
    );
    return {
      Subnets: items.map(({ subnetId, vpcId, availabilityZone, cidrBlock, name }) => ({
        SubnetId: subnetId,
        VpcId: vpcId,
        AvailabilityZone: availabilityZone,
        CidrBlock: cidrBlock,
        State: 'available',
        OwnerId: call.account,
        ...nameTag(name),
      })),
      NextToken: next,
    };
  });

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSecurityGroups.html */
export const describeSecurityGroups = (input: Ids<'GroupIds'>, call: Call): Promise<object> =>
  look(call, ({ securityGroups }) => {
    const { items, next } = described<SecurityGroupRecord>(
      Object.values(securityGroups),
      input.GroupIds,
      input,
      {
        idOf: ({ groupId }) => groupId,
        notFound: NOT_FOUND.securityGroup,
        filters: {
          'group-id': ({ groupId }) => [groupId],
          'group-name': ({ groupName }) => [groupName],
          'vpc-id': ({ vpcId }) => [vpcId],
        },
      },
      call,
    );
    return {
      SecurityGroups: items.map(({ groupId, vpcId, groupName, description }) => ({
        GroupId: groupId,
        VpcId: vpcId,
        GroupName: groupName,
        Description: description,
        OwnerId: call.account,
      })),
      NextToken: next,
    };
  });

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeRouteTables.html */
export const describeRouteTables = (input: Ids<'RouteTableIds'>, call: Call): Promise<object> =>
  look(call, ({ routeTables, vpcs }) => {
    const { items, next } = described<RouteTableRecord>(
      Object.values(routeTables),
      input.RouteTableIds,
      input,
      {
        idOf: ({ routeTableId }) => routeTableId,
        notFound: NOT_FOUND.routeTable,
        filters: {
          'route-table-id': ({ routeTableId }) => [routeTableId],
          'vpc-id': ({ vpcId }) => [vpcId],
          'association.main': ({ isMain }) => [String(isMain)],
          'association.subnet-id': ({ subnetIds }) => subnetIds,
        },
      },
      call,
    );
    return {
      RouteTables: items.map((table) => ({
        RouteTableId: table.routeTableId,
        VpcId: table.vpcId,
        OwnerId: call.account,
        Associations: [
          ...(table.isMain ? [{ Main: true, RouteTableId: table.routeTableId }] : []),
          ...table.subnetIds.map((SubnetId) => ({ Main: false, RouteTableId: table.routeTableId, SubnetId })),
        ],
        Routes: [
          { DestinationCidrBlock: vpcs[table.vpcId]?.cidrBlock, GatewayId: 'local', State: 'active' },
          ...table.routes.map(({ destination, gatewayId, natGatewayId, transitGatewayId }) => ({
            DestinationCidrBlock: destination,
            GatewayId: gatewayId,
            NatGatewayId: natGatewayId,
            TransitGatewayId: transitGatewayId,
            State: 'active',
          })),
        ],
      })),
      NextToken: next,
    };
  });

/** @see https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeVpcEndpoints.html */
export const describeVpcEndpoints = (input: Ids<'VpcEndpointIds'>, call: Call): Promise<object> =>
  look(call, ({ endpoints }) => {
    const { items, next } = described<VpcEndpointRecord>(
      Object.values(endpoints),
      input.VpcEndpointIds,
      input,
      {
        idOf: ({ vpcEndpointId }) => vpcEndpointId,
        notFound: NOT_FOUND.endpoint,
        filters: {
          'vpc-endpoint-id': ({ vpcEndpointId }) => [vpcEndpointId],
          'vpc-id': ({ vpcId }) => [vpcId],
          'service-name': ({ serviceName }) => [serviceName],
          'vpc-endpoint-type': ({ type }) => [type],
        },
      },
      call,
    );
    return {
      VpcEndpoints: items.map((endpoint) => ({
        VpcEndpointId: endpoint.vpcEndpointId,
        VpcEndpointType: endpoint.type,
        VpcId: endpoint.vpcId,
        ServiceName: endpoint.serviceName,
        State: 'available',
        PrivateDnsEnabled: endpoint.privateDns,
        SubnetIds: endpoint.subnetIds,
        RouteTableIds: endpoint.routeTableIds,
        Groups: endpoint.groupIds.map((GroupId) => ({ GroupId })),
        OwnerId: call.account,
      })),
      NextToken: next,
    };
  });
