/** Networks of one Region, each thing by its id. */
export interface Ec2State {
  vpcs: Record<string, VpcRecord>;
  subnets: Record<string, SubnetRecord>;
  securityGroups: Record<string, SecurityGroupRecord>;
  routeTables: Record<string, RouteTableRecord>;
  endpoints: Record<string, VpcEndpointRecord>;
  interfaces: Record<string, NetworkInterfaceRecord>;
}

export interface VpcRecord {
  vpcId: string;
  cidrBlock: string;
  isDefault: boolean;
  name: string;
}

export interface SubnetRecord {
  subnetId: string;
  vpcId: string;
  availabilityZone: string;
  cidrBlock: string;
  name: string;
}

export interface SecurityGroupRecord {
  groupId: string;
  vpcId: string;
  groupName: string;
  description: string;
}

export interface RouteTableRecord {
  routeTableId: string;
  vpcId: string;
  /** For every subnet that is associated with no other. */
  isMain: boolean;
  subnetIds: string[];
  routes: { destination: string; gatewayId?: string; natGatewayId?: string; transitGatewayId?: string }[];
}

export interface VpcEndpointRecord {
  vpcEndpointId: string;
  vpcId: string;
  type: 'Interface' | 'Gateway';
  serviceName: string;
  privateDns: boolean;
  subnetIds: string[];
  groupIds: string[];
  routeTableIds: string[];
}

/** One that Lambda made for functions of the same subnet and security groups. */
export interface NetworkInterfaceRecord {
  networkInterfaceId: string;
  subnetId: string;
  groupIds: string[];
  description: string;
  /** By which Lambda made it, and has to delete it. */
  roleArn: string;
  /** ISO 8601; when the last function left it. Undefined while one uses it. */
  releasedAt?: string | undefined;
}

export const emptyEc2State = (): Ec2State => ({
  vpcs: {},
  subnets: {},
  securityGroups: {},
  routeTables: {},
  endpoints: {},
  interfaces: {},
});
