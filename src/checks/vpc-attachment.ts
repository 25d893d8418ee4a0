import type { VpcAttachment } from '../aws/ports/ports.ts';
import type { Finding } from '../finding.ts';
import { closedSubnets, known, missingIn, waysOut, type CalledService, type NetworkFacts } from './network-facts.ts';

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
  const missing = missingIn(vpc, network);
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

/**
 * The same of a function that signs. Lambda gives up the interfaces of a function that is idle for weeks, and needs
 * subnets and groups for new ones; a function that works has a way out, whatever can be seen of it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html#configuration-vpc-enis
 */
export function checkVpcNow(vpc: VpcAttachment, network: NetworkFacts, service: CalledService): Finding[] {
  const missing = missingIn(vpc, network);
  const closed = closedSubnets(waysOut(vpc, network, service), network);
  return [
    ...(missing.length === 0
      ? []
      : [
          {
            code: 'VPC_MISSING' as const,
            severity: 'warning' as const,
            summary: `the function is attached to what is gone, or is not shared with this account any more: ${missing.join(', ')}; Lambda cannot attach it there anew, and then it signs nothing`,
            fix: 'try it with `certprov dry-run`; then go back with `certprov rollback --all`, and run `certprov init`, with subnets and security groups that are there',
          },
        ]),
    ...(closed.length === 0
      ? []
      : [
          {
            code: 'VPC_NO_WAY_OUT' as const,
            severity: 'warning' as const,
            summary: nothingLeads(closed, service),
            fix: `make an interface endpoint for ${service.name} with private DNS, or a route to a NAT gateway; \`certprov dry-run\` shows whether there is another way`,
          },
        ]),
  ];
}

const nothingLeads = (closed: readonly string[], { name }: CalledService): string =>
  `from ${closed.join(', ')} no way to ${name} was found: no route to a NAT gateway (an internet gateway is of no use to a function, which has no public address), and no endpoint of ${name} in the VPC that this account can see`;

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

function checkWayOut(vpc: VpcAttachment, network: NetworkFacts, service: CalledService): Finding[] {
  const { name } = service;
  const unread = unreadOf(network);
  const ways = waysOut(vpc, network, service);
  const closed = closedSubnets(ways, network);
  const findings: Finding[] = [];
  if (closed.length > 0) {
    findings.push({
      code: 'VPC_NO_WAY_OUT',
      severity: 'warning',
      summary: nothingLeads(closed, service),
      fix: `make an interface endpoint for ${name} with private DNS, or name subnets with a route to a NAT gateway; the trial signing shows whether there is another way`,
    });
  } else if (ways.some(([, way]) => way === 'unknown' || way === 'none')) {
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

/** Why, for each part that EC2 did not tell. */
export const unreadOf = ({ subnets, securityGroups, routeTables, endpoints }: NetworkFacts): string[] =>
  [subnets, securityGroups, routeTables, endpoints].flatMap((looked) =>
    looked && 'unread' in looked ? [looked.unread] : [],
  );
