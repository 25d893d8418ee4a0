import type {
  RouteTable,
  SecurityGroupDescription,
  SubnetDescription,
  VpcEndpoint,
} from '../aws/ports/network-ports.ts';
import type { VpcAttachment } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';

/** What was asked of EC2: the answer, or why there is none. */
export type Looked<T> = { readonly known: T } | { readonly unread: string };

export interface NetworkFacts {
  readonly subnets: Looked<readonly SubnetDescription[]>;
  readonly securityGroups: Looked<readonly SecurityGroupDescription[]>;
  /** Of the VPC of the subnets; undefined where that is not known. */
  readonly routeTables: Looked<readonly RouteTable[]> | undefined;
  readonly endpoints: Looked<readonly VpcEndpoint[]> | undefined;
}

/** What of AWS the signer calls: its name, and the last part of the name of its endpoints. */
export interface CalledService {
  readonly name: string;
  readonly endpoint: string;
}

/**
 * What a function in a private network needs, and nobody would miss before a device waits. CloudWatch Logs is not part
 * of it: Lambda itself writes the log.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc-internet.html
 */
export function checkVpcAttachment(
  vpc: VpcAttachment | undefined,
  network: NetworkFacts | undefined,
  service: CalledService,
): Finding[] {
  if (!vpc || !network) return [];
  const missing = [
    ...missingOf(vpc.subnetIds, network.subnets, ({ subnetId }) => subnetId),
    ...missingOf(vpc.securityGroupIds, network.securityGroups, ({ groupId }) => groupId),
  ];
  if (missing.length > 0) {
    return [
      {
        code: 'VPC_MISSING',
        severity: 'blocker',
        summary: `not in this account and Region: ${missing.join(', ')}`,
        fix: 'name subnets and security groups that are there with --subnet-ids and --security-group-ids',
      },
    ];
  }
  return [...checkOneVpc(network), ...checkZones(vpc, network), ...checkWayOut(vpc, network, service)];
}

const known = <T>(looked: Looked<T> | undefined): T | undefined =>
  looked && 'known' in looked ? looked.known : undefined;

function missingOf<T>(ids: readonly string[], looked: Looked<readonly T[]>, idOf: (one: T) => string): string[] {
  const there = known(looked)?.map(idOf);
  return there === undefined ? [] : ids.filter((id) => !there.includes(id));
}

function checkOneVpc({ subnets, securityGroups }: NetworkFacts): Finding[] {
  const vpcIds = new Set([...(known(subnets) ?? []), ...(known(securityGroups) ?? [])].map(({ vpcId }) => vpcId));
  if (vpcIds.size <= 1) return [];
  return [
    {
      code: 'VPC_DIFFERS',
      severity: 'blocker',
      summary: `the subnets and security groups are of different VPCs: ${[...vpcIds].toSorted().join(', ')}`,
      fix: 'name those of one VPC with --subnet-ids and --security-group-ids',
    },
  ];
}

function checkZones({ subnetIds }: VpcAttachment, { subnets }: NetworkFacts): Finding[] {
  const zones = new Set(known(subnets)?.map(({ availabilityZone }) => availabilityZone));
  if (subnetIds.length > 1 && zones.size !== 1) return [];
  return [
    {
      code: 'VPC_ONE_SUBNET',
      severity: 'warning',
      summary: `the function is in ${subnetIds.length === 1 ? 'one subnet' : `subnets of ${[...zones].join()} alone`}: when its Availability Zone fails, nobody signs`,
      fix: 'name a subnet of a second Availability Zone with --subnet-ids',
    },
  ];
}

/**
 * How the function reaches the service from a subnet; `unknown`: a route leads out, and where to cannot be seen from
 * here.
 */
type Way = 'endpoint' | 'nat-gateway' | 'unknown' | 'none';

function checkWayOut({ subnetIds }: VpcAttachment, network: NetworkFacts, service: CalledService): Finding[] {
  const { name, endpoint } = service;
  const unread = [...unreadOf(network)];
  const tables = known(network.routeTables);
  const endpoints = known(network.endpoints)?.filter(({ serviceName }) => serviceName.endsWith(`.${endpoint}`));
  const hasEndpoint = endpoints?.some((one) => one.isInterface && one.isAvailable && one.hasPrivateDns) ?? false;
  const wayFrom = (subnetId: string): Way =>
    hasEndpoint
      ? 'endpoint'
      : tables === undefined
        ? 'unknown'
        : routedWay(subnetId, tables, (endpoints ?? []).length > 0);
  const ways = subnetIds.map((subnetId) => [subnetId, wayFrom(subnetId)] as const);
  const closed = ways.flatMap(([subnetId, way]) => (way === 'none' ? [subnetId] : []));
  const findings: Finding[] = [];
  if (closed.length > 0 && known(network.endpoints) !== undefined) {
    findings.push({
      code: 'VPC_NO_WAY_OUT',
      severity: 'warning',
      summary: `from ${closed.join(', ')} no way to ${name} was found: no route to a NAT gateway (an internet gateway is of no use to a function, which has no public address), and no endpoint of ${name} in the VPC that this account can see`,
      fix: `make an interface endpoint for ${name} with private DNS, or name subnets with a route to a NAT gateway; the trial signing shows whether there is another way`,
    });
  } else if (closed.length > 0 || ways.some(([, way]) => way === 'unknown')) {
    findings.push({
      code: 'VPC_NEEDS_ROUTE',
      severity: 'warning',
      summary: `in a VPC the function reaches ${name} only through a VPC endpoint or a NAT gateway, and that one is there could not be told`,
      fix: 'see that one of them is there; the trial signing shows it',
    });
  }
  if (unread.length > 0) {
    findings.push({
      code: 'VPC_UNREAD',
      severity: 'warning',
      summary: `not all of the network could be read: ${unread.join('; ')}`,
      fix: 'allow the reads of EC2 (`certprov policy operator --in-vpc`), or make sure of the subnets and groups before you go on',
    });
  }
  return findings;
}

/** A subnet that is associated with no table has the main one. */
function routedWay(subnetId: string, tables: readonly RouteTable[], hasOtherEndpoint: boolean): Way {
  const table = tables.find(({ subnetIds }) => subnetIds.includes(subnetId)) ?? tables.find(({ isMain }) => isMain);
  if (table === undefined) return 'unknown';
  const targets = new Set(
    table.routes.map(({ destination, target }) =>
      target === 'nat-gateway' && destination !== '0.0.0.0/0' ? 'other' : target,
    ),
  );
  if (targets.has('nat-gateway')) return 'nat-gateway';
  return targets.has('other') || hasOtherEndpoint ? 'unknown' : 'none';
}

function* unreadOf(network: NetworkFacts): Generator<string> {
  for (const looked of [network.subnets, network.securityGroups, network.routeTables, network.endpoints])
    if (looked && 'unread' in looked) yield looked.unread;
}
