import type {
  RouteTable,
  SecurityGroupDescription,
  SubnetDescription,
  VpcEndpoint,
} from '../aws/ports/network-ports.ts';
import type { VpcAttachment } from '../aws/ports/ports.ts';

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

export const known = <T>(looked: Looked<T> | undefined): T | undefined =>
  looked && 'known' in looked ? looked.known : undefined;

/** Ids that are not there, as far as EC2 told. */
export function missingIn({ subnetIds, securityGroupIds }: VpcAttachment, network: NetworkFacts): string[] {
  const missing = (ids: readonly string[], there: readonly string[] | undefined): string[] =>
    there === undefined ? [] : ids.filter((id) => !there.includes(id));
  return [
    ...missing(
      subnetIds,
      known(network.subnets)?.map(({ subnetId }) => subnetId),
    ),
    ...missing(
      securityGroupIds,
      known(network.securityGroups)?.map(({ groupId }) => groupId),
    ),
  ];
}

/**
 * How the function reaches the service from a subnet; `unknown`: a route leads out, and where to cannot be seen from
 * here.
 */
export type Way = 'endpoint' | 'nat-gateway' | 'unknown' | 'none';

/** For each subnet. */
export function waysOut(
  { subnetIds }: VpcAttachment,
  network: NetworkFacts,
  { endpoint }: CalledService,
): readonly (readonly [subnetId: string, way: Way])[] {
  const tables = known(network.routeTables);
  const endpoints = known(network.endpoints)?.filter(({ serviceName }) => serviceName.endsWith(`.${endpoint}`));
  const hasEndpoint = endpoints?.some((one) => one.isInterface && one.isAvailable && one.hasPrivateDns) ?? false;
  const wayFrom = (subnetId: string): Way =>
    hasEndpoint
      ? 'endpoint'
      : tables === undefined
        ? 'unknown'
        : routedWay(subnetId, tables, (endpoints ?? []).length > 0);
  return subnetIds.map((subnetId) => [subnetId, wayFrom(subnetId)] as const);
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

/** From which subnets nothing leads there, as far as is known. */
export function closedSubnets(ways: ReturnType<typeof waysOut>, network: NetworkFacts): string[] {
  if (known(network.endpoints) === undefined) return [];
  return ways.flatMap(([subnetId, way]) => (way === 'none' ? [subnetId] : []));
}
