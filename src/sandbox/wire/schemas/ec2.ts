import type { GetCallerIdentity$ } from '@aws-sdk/client-sts';
import { shapeTable } from './operation-shape.ts';

/**
 * EC2's shapes by hand, as far as the sandbox has the operations: the SDK's client for EC2 would be a tenth of what is
 * installed (docs/adr/0033-functions-in-a-vpc.md). Written from botocore's model, EC2 2016-11-15; names on the wire are
 * those of its `locationName` and `queryName`.
 */
const NAMESPACE = 'com.amazonaws.ec2';
const [STRING, BOOLEAN, INTEGER] = [0, 2, 1];

type Schema = unknown;
type Members = Readonly<Record<string, readonly [nameOnWire: string, schema: Schema, flattened?: 1]>>;

const structure = (name: string, members: Members): Schema => [
  3,
  NAMESPACE,
  name,
  0,
  Object.keys(members),
  Object.values(members).map(([xmlName, schema, xmlFlattened]) => [
    () => schema,
    { xmlName, ...(xmlFlattened ? { xmlFlattened } : {}) },
  ]),
];

/** In a request each member of a list has the list's name and a number; in an answer it is an `item`. */
const listOf = (name: string, schema: Schema): Schema => [1, NAMESPACE, name, 0, [() => schema, { xmlName: 'item' }]];

const strings = listOf('StringList', STRING);
const filters = listOf('FilterList', structure('Filter', { Name: ['Name', STRING], Values: ['Value', strings, 1] }));
const tags = listOf('TagList', structure('Tag', { Key: ['key', STRING], Value: ['value', STRING] }));
const groups = listOf(
  'GroupIdentifierList',
  structure('GroupIdentifier', { GroupId: ['groupId', STRING], GroupName: ['groupName', STRING] }),
);

/** An operation that lists one kind of thing, by ids or by filters. */
function describing(
  plural: string,
  ids: readonly [member: string, nameOnWire: string],
  set: string,
  members: Members,
): typeof GetCallerIdentity$ {
  const operation = [
    9,
    NAMESPACE,
    `Describe${plural}`,
    0,
    structure(`Describe${plural}Request`, {
      [ids[0]]: [ids[1], strings, 1],
      Filters: ['Filter', filters, 1],
      MaxResults: ['MaxResults', INTEGER],
      NextToken: ['NextToken', STRING],
      DryRun: ['DryRun', BOOLEAN],
    }),
    structure(`Describe${plural}Result`, {
      [plural]: [set, listOf(`${plural}List`, structure(plural, members))],
      NextToken: ['nextToken', STRING],
    }),
  ];
  return operation as unknown as typeof GetCallerIdentity$;
}

const owned: Members = { OwnerId: ['ownerId', STRING], VpcId: ['vpcId', STRING] };

/** One line per operation that the sandbox carries out. */
export const ec2Shapes = shapeTable([
  describing('Vpcs', ['VpcIds', 'VpcId'], 'vpcSet', {
    ...owned,
    CidrBlock: ['cidrBlock', STRING],
    IsDefault: ['isDefault', BOOLEAN],
    State: ['state', STRING],
    Tags: ['tagSet', tags],
  }),
  describing('Subnets', ['SubnetIds', 'SubnetId'], 'subnetSet', {
    ...owned,
    SubnetId: ['subnetId', STRING],
    AvailabilityZone: ['availabilityZone', STRING],
    CidrBlock: ['cidrBlock', STRING],
    State: ['state', STRING],
    Tags: ['tagSet', tags],
  }),
  describing('SecurityGroups', ['GroupIds', 'GroupId'], 'securityGroupInfo', {
    ...owned,
    GroupId: ['groupId', STRING],
    GroupName: ['groupName', STRING],
    Description: ['groupDescription', STRING],
  }),
  describing('RouteTables', ['RouteTableIds', 'RouteTableId'], 'routeTableSet', {
    ...owned,
    RouteTableId: ['routeTableId', STRING],
    Associations: [
      'associationSet',
      listOf(
        'RouteTableAssociationList',
        structure('RouteTableAssociation', {
          Main: ['main', BOOLEAN],
          RouteTableId: ['routeTableId', STRING],
          SubnetId: ['subnetId', STRING],
        }),
      ),
    ],
    Routes: [
      'routeSet',
      listOf(
        'RouteList',
        structure('Route', {
          DestinationCidrBlock: ['destinationCidrBlock', STRING],
          GatewayId: ['gatewayId', STRING],
          NatGatewayId: ['natGatewayId', STRING],
          TransitGatewayId: ['transitGatewayId', STRING],
          State: ['state', STRING],
        }),
      ),
    ],
  }),
  describing('VpcEndpoints', ['VpcEndpointIds', 'VpcEndpointId'], 'vpcEndpointSet', {
    ...owned,
    VpcEndpointId: ['vpcEndpointId', STRING],
    VpcEndpointType: ['vpcEndpointType', STRING],
    ServiceName: ['serviceName', STRING],
    State: ['state', STRING],
    PrivateDnsEnabled: ['privateDnsEnabled', BOOLEAN],
    SubnetIds: ['subnetIdSet', strings],
    RouteTableIds: ['routeTableIdSet', strings],
    Groups: ['groupSet', groups],
  }),
  describing('NetworkInterfaces', ['NetworkInterfaceIds', 'NetworkInterfaceId'], 'networkInterfaceSet', {
    ...owned,
    NetworkInterfaceId: ['networkInterfaceId', STRING],
    SubnetId: ['subnetId', STRING],
    AvailabilityZone: ['availabilityZone', STRING],
    Description: ['description', STRING],
    InterfaceType: ['interfaceType', STRING],
    RequesterManaged: ['requesterManaged', BOOLEAN],
    Status: ['status', STRING],
    Groups: ['groupSet', groups],
  }),
]);
