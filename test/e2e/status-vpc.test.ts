import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Ec2State } from '../../src/sandbox/ec2/state.ts';
import { openStore } from '../../src/sandbox/state/open-store.ts';
import { regionOf } from '../../src/sandbox/state/region-of.ts';
import { codesOf, oneLine } from '../support/text.ts';
import { Account, operationsOf, UNATTENDED } from './account.ts';
import { CLOSED, NAT, vpcCodes } from './networks.ts';

let account: Account;
let on: Account;
beforeAll(async () => {
  account = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'vpc']);
  on = await account.after([...UNATTENDED, ...NAT]);
});

describe.concurrent('status of a function in a VPC', () => {
  const statusOf = async (own: Account) => {
    const run = await own.run(['status', '--sandbox', '--json']);
    const { stdout, stderr } = await own.run(['status', '--sandbox']);
    return { run, text: oneLine(`${stdout}\n${stderr}`) };
  };
  const changed = async (change: (ec2: Ec2State) => void): Promise<Account> => {
    const own = on.copy();
    await openStore(join(own.home, 'sandbox')).change((state) => change(regionOf(state, 'us-east-1').ec2));
    return own;
  };

  it('shows subnets, VPC and the way to the service that the signer calls', async () => {
    const { run, text } = await statusOf(on.copy());
    expect(vpcCodes(run.json())).toEqual([]);
    expect(text).toContain(
      '✓ network subnet-0a11ce0000000001, subnet-0a11ce0000000002 of vpc-0a11ce0000000001 · to AWS Private CA by a NAT gateway',
    );
    expect(run.json()).toMatchObject({
      provider: {
        function: {
          vpc: {
            subnetIds: ['subnet-0a11ce0000000001', 'subnet-0a11ce0000000002'],
            securityGroupIds: ['sg-0a11ce0000000001'],
          },
        },
      },
    });
  });

  it.each<[string, (ec2: Ec2State) => void, string, RegExp]>([
    [
      'a subnet is gone',
      ({ subnets }) => void delete subnets['subnet-0a11ce0000000002'],
      'VPC_MISSING',
      /attached to what is gone, or is not shared with this account any more: subnet-0a11ce0000000002;/,
    ],
    [
      'the security group is gone',
      ({ securityGroups }) => void delete securityGroups['sg-0a11ce0000000001'],
      'VPC_MISSING',
      /: sg-0a11ce0000000001;/,
    ],
    [
      'the NAT gateway has gone',
      ({ routeTables }) => void (routeTables['rtb-0a11ce0000000001']!.routes = []),
      'VPC_NO_WAY_OUT',
      /no way to AWS Private CA was found/,
    ],
  ])('says that %s', async (_what, change, code, said) => {
    const { run, text } = await statusOf(await changed(change));
    expect(vpcCodes(run.json())).toEqual([code]);
    expect(text).toMatch(said);
    expect(text).not.toContain('✓ network');
  });

  it('says that what leads out cannot be told, where routes lead to somewhere else', async () => {
    const own = await changed(({ routeTables }) => {
      routeTables['rtb-0a11ce0000000001']!.routes = [{ destination: '0.0.0.0/0', transitGatewayId: 'tgw-1' }];
    });
    const { run, text } = await statusOf(own);
    expect(vpcCodes(run.json())).toEqual([]);
    expect(text).toContain('– network subnet-0a11ce0000000001, ');
    expect(text).toContain('what leads to AWS Private CA could not be told');
  });

  it.each([
    ['DescribeSubnets', NAT],
    ['DescribeSecurityGroups', NAT],
    ['DescribeRouteTables', NAT],
    ['DescribeVpcEndpoints', CLOSED],
  ] as const)('believes no single empty answer of %s', async (operation, flags) => {
    const own = flags === NAT ? on.copy() : await account.after([...UNATTENDED, ...flags]);
    await own.fault({ operation, kind: 'stale-empty' });
    const run = await own.run(['status', '--sandbox', '--json']);
    expect(own.areFaultsMet()).toBe(true);
    expect(vpcCodes(run.json())).toEqual([]);
    expect(codesOf(run.json())).not.toContain('STATUS_INCOMPLETE');
  });

  it.each(['DescribeSubnets', 'DescribeSecurityGroups', 'DescribeRouteTables', 'DescribeVpcEndpoints'])(
    'is smaller and not wrong where %s is refused',
    async (operation) => {
      const own = on.copy();
      await own.fault({ operation, kind: 'access-denied', times: 'always' });
      const run = await own.run(['status', '--sandbox', '--json']);
      expect([run.exitCode, vpcCodes(run.json())]).toEqual([3, []]);
      const findings = run.json()['findings'] as { code: string; summary: string }[];
      expect(findings.filter(({ code }) => code === 'STATUS_INCOMPLETE')).toEqual([
        expect.objectContaining({ summary: expect.stringMatching(`the network of the function .*ec2:${operation}`) }),
      ]);
    },
  );

  it('needs no more than the policy for whoever looks', async () => {
    const own = on.copy();
    const policy = await own.run(['policy', 'operator', '--sandbox', '--for', 'look', '--in-vpc']);
    own.limit(policy.json());
    const run = await own.run(['status', '--sandbox', '--json']);
    expect(codesOf(run.json())).not.toContain('STATUS_INCOMPLETE');
    expect(operationsOf(own.requests())).toContain('DescribeRouteTables');
  });
});
