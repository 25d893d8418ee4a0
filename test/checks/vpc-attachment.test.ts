import { describe, expect, it } from 'vitest';
import type { RouteTable, VpcEndpoint } from '../../src/aws/ports/network-ports.ts';
import type { NetworkFacts } from '../../src/checks/network-facts.ts';
import { checkVpcAttachment } from '../../src/checks/vpc-attachment.ts';

const vpc = { subnetIds: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] };
const KMS = { name: 'AWS KMS', endpoint: 'kms' };
const subnet = (n: number, zone: string, vpcId = 'vpc-1') => ({
  subnetId: `subnet-${n}`,
  vpcId,
  availabilityZone: zone,
});
const to = (target: RouteTable['routes'][number]['target'], destination = '0.0.0.0/0', subnetIds: string[] = []) => ({
  isMain: subnetIds.length === 0,
  subnetIds,
  routes: [
    { destination: '10.0.0.0/16', target: 'local' as const },
    { destination, target },
  ],
});
const endpoint = (change: Partial<VpcEndpoint> = {}): VpcEndpoint => ({
  vpcEndpointId: 'vpce-1',
  serviceName: 'com.amazonaws.us-east-1.kms',
  isInterface: true,
  isAvailable: true,
  hasPrivateDns: true,
  ...change,
});
const facts = (change: Partial<NetworkFacts> = {}): NetworkFacts => ({
  subnets: { known: [subnet(1, 'a'), subnet(2, 'b')] },
  securityGroups: { known: [{ groupId: 'sg-1', vpcId: 'vpc-1' }] },
  routeTables: { known: [to('nat-gateway')] },
  endpoints: { known: [] },
  ...change,
});
const codes = (change: Partial<NetworkFacts> = {}, of = vpc): string[] =>
  checkVpcAttachment(of, facts(change), KMS).map(({ severity, code }) => `${severity} ${code}`);

describe('what a function is attached to', () => {
  it('is not looked at without a VPC', () => {
    expect(checkVpcAttachment(undefined, undefined, KMS)).toEqual([]);
  });

  it.each<[string, Partial<NetworkFacts>, string[]]>([
    ['a NAT gateway', {}, []],
    [
      'an endpoint of the service',
      { routeTables: { known: [to('internet-gateway')] }, endpoints: { known: [endpoint()] } },
      [],
    ],
    [
      'an endpoint, where routes cannot be read',
      { routeTables: { unread: 'no' }, endpoints: { known: [endpoint()] } },
      ['warning VPC_UNREAD'],
    ],
    ['an internet gateway', { routeTables: { known: [to('internet-gateway')] } }, ['warning VPC_NO_WAY_OUT']],
    [
      'a NAT gateway for something else',
      { routeTables: { known: [to('nat-gateway', '192.0.2.0/24')] } },
      ['warning VPC_NEEDS_ROUTE'],
    ],
    ['a subnet that no table is seen for', { routeTables: { known: [] } }, ['warning VPC_NEEDS_ROUTE']],
    ['a route to somewhere', { routeTables: { known: [to('other')] } }, ['warning VPC_NEEDS_ROUTE']],
    [
      'a table of its own for one subnet',
      { routeTables: { known: [to('nat-gateway'), to('internet-gateway', '0.0.0.0/0', ['subnet-2'])] } },
      ['warning VPC_NO_WAY_OUT'],
    ],
    [
      'an endpoint of another service',
      {
        routeTables: { known: [to('local')] },
        endpoints: { known: [endpoint({ serviceName: 'com.amazonaws.us-east-1.acm-pca' })] },
      },
      ['warning VPC_NO_WAY_OUT'],
    ],
    [
      'an endpoint under another name',
      { routeTables: { known: [to('local')] }, endpoints: { known: [endpoint({ hasPrivateDns: false })] } },
      ['warning VPC_NEEDS_ROUTE'],
    ],
    [
      'an endpoint that is not ready',
      { routeTables: { known: [to('local')] }, endpoints: { known: [endpoint({ isAvailable: false })] } },
      ['warning VPC_NEEDS_ROUTE'],
    ],
    [
      'endpoints that cannot be read',
      { routeTables: { known: [to('local')] }, endpoints: { unread: 'no' } },
      ['warning VPC_NEEDS_ROUTE', 'warning VPC_UNREAD'],
    ],
    [
      'nothing that can be read',
      { subnets: { unread: 'no' }, securityGroups: { unread: 'no' }, routeTables: undefined, endpoints: undefined },
      ['warning VPC_NEEDS_ROUTE', 'warning VPC_UNREAD'],
    ],
    ['one zone', { subnets: { known: [subnet(1, 'a'), subnet(2, 'a')] } }, ['warning VPC_ONE_SUBNET']],
    ['a subnet that is not there', { subnets: { known: [subnet(1, 'a')] } }, ['blocker VPC_MISSING']],
    ['a group that is not there', { securityGroups: { known: [] } }, ['blocker VPC_MISSING']],
    [
      'a group of another VPC',
      { securityGroups: { known: [{ groupId: 'sg-1', vpcId: 'vpc-2' }] } },
      ['blocker VPC_DIFFERS'],
    ],
    ['subnets of two VPCs', { subnets: { known: [subnet(1, 'a'), subnet(2, 'b', 'vpc-2')] } }, ['blocker VPC_DIFFERS']],
  ])('is judged by %s', (_what, change, expected) => {
    expect(codes(change)).toEqual(expected);
  });

  it('names the subnets without a way out, and what is not there', () => {
    const closed = facts({ routeTables: { known: [to('nat-gateway'), to('local', '10.1.0.0/16', ['subnet-2'])] } });
    expect(checkVpcAttachment(vpc, closed, KMS)[0]?.summary).toMatch(/^from subnet-2 no way to AWS KMS was found/);
    const gone = facts({ subnets: { known: [] }, securityGroups: { known: [] } });
    expect(checkVpcAttachment(vpc, gone, KMS)[0]?.summary).toContain('subnet-1, subnet-2, sg-1');
  });
});
