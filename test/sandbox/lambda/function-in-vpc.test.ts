import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { DeleteFunctionCommand, UpdateFunctionConfigurationCommand } from '@aws-sdk/client-lambda';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAws, type Aws } from '../../../src/aws/open-aws.ts';
import { setOperatorPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { resetAccount } from '../../../src/sandbox/start-account.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { openLambdaAccount } from './lambda-account.ts';

const { account, create, lambda, pass } = await openLambdaAccount();
const iam = new IAMClient(account.client);
const RoleName = 'in-vpc';
const SUBNETS = ['subnet-0a11ce0000000001', 'subnet-0a11ce0000000002'];
const GROUPS = ['sg-0a11ce0000000001'];
const VpcConfig = { SubnetIds: SUBNETS, SecurityGroupIds: GROUPS };

const document = (...Action: string[]): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
const allowRole = () =>
  iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'network', PolicyDocument: document('ec2:*') }));

let aws: Aws;
let Role: string;
beforeAll(async () => {
  await resetAccount(account.folder, ['vpc']);
  const { endpoint, region, credentials } = account;
  aws = await openAws({ sandbox: { endpoint, region, ...credentials } });
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
  Role = (await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }))).Role!.Arn!;
  await allowRole();
  pass(60_000);
});
afterAll(async () => {
  aws.close();
  await account[Symbol.asyncDispose]();
});

const interfaces = () => aws.reader.functionInterfaces(SUBNETS);
const remove = (FunctionName: string) => lambda.send(new DeleteFunctionCommand({ FunctionName }));

describe('a function in a VPC', () => {
  it.each([
    [
      'a subnet that is not there',
      { ...VpcConfig, SubnetIds: ['subnet-0badbadbad'] },
      /^Error occurred while DescribeSubnets\. EC2 Error Code: InvalidSubnetID\.NotFound\. EC2 Error Message: The subnet ID 'subnet-0badbadbad' does not exist$/,
    ],
    [
      'a group that is not there',
      { ...VpcConfig, SecurityGroupIds: ['sg-0badbadbad'] },
      /while DescribeSecurityGroups.*InvalidGroup\.NotFound.*'sg-0badbadbad' does not exist/,
    ],
    [
      'subnets of two VPCs',
      { ...VpcConfig, SubnetIds: [SUBNETS[0]!, 'subnet-0c105ed000000001'] },
      /Subnets are required to be in the same VPC/,
    ],
    [
      'a group of another VPC',
      { ...VpcConfig, SecurityGroupIds: ['sg-0c105ed000000001'] },
      /Security Groups are required to be in the same VPC/,
    ],
  ])('is refused with %s', async (_what, config, said) => {
    const refused = await failureOf(create('refused', { Role, VpcConfig: config }));
    expect(refused.name).toBe('InvalidParameterValueException');
    expect(refused.message).toMatch(said);
    expect(await interfaces()).toEqual([]);
  });

  it.each(['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'])(
    'is refused to a caller who may not ec2:%s, in words of EC2',
    async (left) => {
      const others = ['DescribeSecurityGroups', 'DescribeSubnets', 'DescribeVpcs'].filter((one) => one !== left);
      setOperatorPolicy(account.folder, document('lambda:*', 'iam:*', ...others.map((one) => `ec2:${one}`)));
      const refused = await failureOf(create('refused', { Role, VpcConfig }));
      setOperatorPolicy(account.folder, undefined);
      expect(refused.name).toBe('AccessDeniedException');
      expect(refused.message).toMatch(
        new RegExp(`^Your access has been denied by EC2, .* to ${left} for .*EC2 Error Code: UnauthorizedOperation`),
      );
    },
  );

  it('has an interface in each subnet, which others share and which outlive the last by a while', async () => {
    const { VpcConfig: answered } = await create('first', { Role, VpcConfig });
    expect(answered).toEqual({ ...VpcConfig, VpcId: 'vpc-0a11ce0000000001' });
    await create('second', { Role, VpcConfig });
    const made = await interfaces();
    expect(made.map(({ subnetId }) => subnetId)).toEqual(expect.arrayContaining(SUBNETS));
    expect(made).toHaveLength(2);
    expect(made[0]!.description).toMatch(/^AWS Lambda VPC ENI-first-/);
    pass(60_000);
    await remove('first');
    pass(60_000);
    expect(await interfaces(), 'the second uses them').toHaveLength(2);
    await lambda.send(
      new UpdateFunctionConfigurationCommand({
        FunctionName: 'second',
        VpcConfig: { SubnetIds: [], SecurityGroupIds: [] },
      }),
    );
    expect(await interfaces()).toHaveLength(2);
    pass(60_000);
    expect(await interfaces()).toEqual([]);
    await remove('second');
  });

  it('leaves them behind when the policy of its role goes before them', async () => {
    await create('third', { Role, VpcConfig });
    pass(60_000);
    await remove('third');
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'network' }));
    pass(3_600_000);
    expect(await interfaces()).toHaveLength(2);
    await allowRole();
    expect(await interfaces(), 'as soon as Lambda may').toEqual([]);
  });

  it('leaves nothing behind when its policy goes after them', async () => {
    await create('fourth', { Role, VpcConfig });
    pass(60_000);
    await remove('fourth');
    pass(60_000);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'network' }));
    expect(await interfaces()).toEqual([]);
  });
});
