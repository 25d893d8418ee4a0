import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAws, type Aws } from '../../src/aws/open-aws.ts';
import { resetAccount } from '../../src/sandbox/start-account.ts';
import { setOperatorPolicy } from '../../src/sandbox/iam/account-policies.ts';
import { temporaryAccount, type TemporaryAccount } from '../sandbox/temporary-account.ts';

let account: TemporaryAccount;
let aws: Aws;

beforeAll(async () => {
  account = await temporaryAccount();
  await resetAccount(account.folder, ['vpc']);
  const { endpoint, region, credentials } = account;
  aws = await openAws({ sandbox: { endpoint, region, ...credentials } });
});
afterAll(async () => {
  aws.close();
  await account[Symbol.asyncDispose]();
});

describe('networks, by the protocol of EC2', () => {
  it('are read by filters, so that what is not there is left out', async () => {
    const ids = ['subnet-0a11ce0000000001', 'subnet-0badbadbadbadbad0'];
    expect(await aws.reader.listSubnets(ids)).toEqual([
      { subnetId: ids[0], vpcId: 'vpc-0a11ce0000000001', availabilityZone: 'us-east-1a' },
    ]);
    expect(await aws.reader.listSecurityGroups(['sg-0badbadbadbadbad0'])).toEqual([]);
    expect(await aws.reader.listSecurityGroups(['sg-0c105ed000000001'])).toEqual([
      { groupId: 'sg-0c105ed000000001', vpcId: 'vpc-0c105ed000000001' },
    ]);
  });

  it('have a way out by a NAT gateway, by an internet gateway or by endpoints', async () => {
    const targets = async (vpcId: string): Promise<string[]> =>
      (await aws.reader.routeTablesOf(vpcId)).flatMap(({ routes }) => routes.map(({ target }) => target));
    expect(await targets('vpc-0a11ce0000000001')).toEqual(['local', 'nat-gateway']);
    expect(await targets('vpc-0123456789abcdef0')).toEqual(['local', 'internet-gateway']);
    expect(await targets('vpc-0c105ed000000001')).toEqual(['local']);
    expect(await aws.reader.vpcEndpointsOf('vpc-0a11ce0000000001')).toEqual([]);
    expect(await aws.reader.vpcEndpointsOf('vpc-0c105ed000000001')).toContainEqual({
      vpcEndpointId: 'vpce-0c105ed000000000',
      serviceName: 'com.amazonaws.us-east-1.acm-pca',
      isInterface: true,
      isAvailable: true,
      hasPrivateDns: true,
    });
    expect(await aws.reader.functionInterfaces(['subnet-0a11ce0000000001'])).toEqual([]);
  });

  it('are refused in words of EC2, with the action that is missing', async () => {
    setOperatorPolicy(
      account.folder,
      JSON.stringify({ Version: '2012-10-17', Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } }),
    );
    const refused = await aws.reader.listSubnets(['subnet-0a11ce0000000001']).catch((error: unknown) => error);
    setOperatorPolicy(account.folder, undefined);
    expect(refused).toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      message: expect.stringContaining('ec2:DescribeSubnets was refused') as string,
      details: { statement: { Effect: 'Allow', Action: 'ec2:DescribeSubnets', Resource: '*' } },
    });
  });
});
