/** The part of the ports about networks that a function is attached to; `ports.ts` has the rest and the rules. */

export interface SubnetDescription {
  readonly subnetId: string;
  readonly vpcId: string;
  readonly availabilityZone: string;
}

export interface SecurityGroupDescription {
  readonly groupId: string;
  readonly vpcId: string;
}

/** `*-gateway` by what the route names; `other`: a gateway, an interface or a connection that leads somewhere else. */
type RouteTarget = 'local' | 'nat-gateway' | 'internet-gateway' | 'other';

export interface RouteTable {
  /** For every subnet that is associated with no other. */
  readonly isMain: boolean;
  readonly subnetIds: readonly string[];
  /** Those that are active. */
  readonly routes: readonly { readonly destination: string; readonly target: RouteTarget }[];
}

export interface VpcEndpoint {
  readonly vpcEndpointId: string;
  /** `com.amazonaws.us-east-1.kms` */
  readonly serviceName: string;
  readonly isInterface: boolean;
  readonly isAvailable: boolean;
  /** The service's own name leads to it. */
  readonly hasPrivateDns: boolean;
}

/** One that Lambda made; functions with the same subnet and security groups share it. */
export interface FunctionInterface {
  readonly networkInterfaceId: string;
  readonly subnetId: string;
  readonly securityGroupIds: readonly string[];
  readonly description: string;
}

export interface NetworkReader {
  /** Those of the ids that are there. */
  listSubnets(subnetIds: readonly string[]): Promise<readonly SubnetDescription[]>;
  listSecurityGroups(groupIds: readonly string[]): Promise<readonly SecurityGroupDescription[]>;
  routeTablesOf(vpcId: string): Promise<readonly RouteTable[]>;
  vpcEndpointsOf(vpcId: string): Promise<readonly VpcEndpoint[]>;
  /** All that Lambda made in these subnets. */
  functionInterfaces(subnetIds: readonly string[]): Promise<readonly FunctionInterface[]>;
}
