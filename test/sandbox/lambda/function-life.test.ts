import {
  DeleteFunctionCommand,
  GetFunctionCommand,
  GetFunctionConfigurationCommand,
  ListFunctionsCommand,
  ListTagsCommand,
  TagResourceCommand,
  UpdateFunctionCodeCommand,
  UpdateFunctionConfigurationCommand,
  type CreateFunctionCommandInput,
} from '@aws-sdk/client-lambda';
import { CreateRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { createHash } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { afterAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { ARN, ECHO, zip, openLambdaAccount } from './lambda-account.ts';

const { account, create, invoke, lambda, pass } = await openLambdaAccount();
afterAll(() => account[Symbol.asyncDispose]());

describe('the life of a function', () => {
  it('is Pending, then Active and invocable, then changed, then gone', async () => {
    const made = await create('life', { Tags: { app: 'x' }, Timeout: 5, MemorySize: 256 });
    expect(made).toMatchObject({
      FunctionArn: `${ARN}life`,
      State: 'Pending',
      StateReasonCode: 'Creating',
      CodeSha256: createHash('sha256').update(ECHO).digest('base64'),
      Version: '$LATEST',
    });
    const early = await failureOf(invoke('life'));
    expect(early.name).toBe('ResourceConflictException');
    expect(early.message).toBe(
      'The operation cannot be performed at this time. The function is currently in the following state: Pending',
    );

    pass(60_000);
    const { Configuration, Tags } = await lambda.send(new GetFunctionCommand({ FunctionName: `${ARN}life` }));
    expect(Configuration).toMatchObject({
      State: 'Active',
      LastUpdateStatus: 'Successful',
      Timeout: 5,
      MemorySize: 256,
    });
    expect(Tags).toEqual({ app: 'x' });
    expect(await invoke('life', { a: 1 })).toMatchObject({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
      answer: { first: { a: 1 } },
    });

    const second = zip('export const handler = async (event) => ({ second: event });');
    const updated = await lambda.send(new UpdateFunctionCodeCommand({ FunctionName: 'life', ZipFile: second }));
    expect(updated.LastUpdateStatus).toBe('InProgress');
    expect((await invoke('life', { a: 2 })).answer, 'the old code until the update is through').toEqual({
      first: { a: 2 },
    });
    const busy = await failureOf(
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'life', Timeout: 6 })),
    );
    expect(busy.message).toBe(
      `The operation cannot be performed at this time. An update is in progress for resource: ${ARN}life`,
    );
    pass(60_000);
    expect((await invoke('life', { a: 3 })).answer).toEqual({ second: { a: 3 } });

    await lambda.send(new DeleteFunctionCommand({ FunctionName: 'life' }));
    const gone = await failureOf(invoke('life'));
    expect(gone.name).toBe('ResourceNotFoundException');
    expect(gone.message).toBe(`Function not found: ${ARN}life`);
  });

  it("gets Lambda's own defaults, which are too little for a signer", async () => {
    expect(await create('defaults')).toMatchObject({ Timeout: 3, MemorySize: 128, Architectures: ['x86_64'] });
  });

  it('may have the name of a member that every object has', async () => {
    expect((await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: 'constructor' })))).name).toBe(
      'ResourceNotFoundException',
    );
    expect(await create('constructor')).toMatchObject({ FunctionArn: `${ARN}constructor` });
  });

  it('cannot be made twice', async () => {
    await create('twice');
    const error = await failureOf(create('twice'));

    expect(error.name).toBe('ResourceConflictException');
    expect(error.message).toBe('Function already exist: twice');
    expect(error.$metadata?.httpStatusCode).toBe(409);
  });

  it('cannot have a role that was made a moment ago', async () => {
    const iam = new IAMClient(account.client);
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: 'new-role',
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    );
    const error = await failureOf(create('too-early', { Role: Role?.Arn }));
    expect(error.name).toBe('InvalidParameterValueException');
    expect(error.message).toBe('The role defined for the function cannot be assumed by Lambda.');

    pass(10_000);
    expect(await create('too-early', { Role: Role?.Arn })).toMatchObject({ State: 'Pending' });
  });

  it('is refused as AWS was recorded to, until AWS KMS and EC2 know its new role as well', async () => {
    const iam = new IAMClient(account.client);
    const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const RoleName = 'new-role-in-vpc';
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const may = { Effect: 'Allow', Action: 'ec2:CreateNetworkInterface', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [may] });
    const inVpc = {
      Role: Role?.Arn,
      Environment: { Variables: { CA: 'own' } },
      VpcConfig: { SubnetIds: ['subnet-0123456789abcdef0'], SecurityGroupIds: ['sg-0123456789abcdef0'] },
    };
    const refused = async (): Promise<string> => (await failureOf(create('in-vpc', inVpc))).message;
    const noNetwork = 'The provided execution role does not have permissions to call CreateNetworkInterface on EC2';

    pass(10_000);
    expect(await refused()).toContain('KMS key is invalid for CreateGrant');
    pass(5_000);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'network', PolicyDocument }));
    expect(await refused()).toBe(noNetwork);
    pass(5_000);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'network' }));
    expect(await refused()).toBe(noNetwork);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'network', PolicyDocument }));
    expect(await create('in-vpc', inVpc)).toMatchObject({ State: 'Pending' });
  });

  it.each<[string, Partial<CreateFunctionCommandInput>, string, RegExp]>([
    [
      'a role that Lambda cannot assume',
      { Role: 'arn:aws:iam::000000000000:role/acme-provisioning-role' },
      'InvalidParameterValueException',
      /cannot be assumed/,
    ],
    [
      'a role that is not there',
      { Role: 'arn:aws:iam::000000000000:role/nobody' },
      'InvalidParameterValueException',
      /cannot be assumed/,
    ],
    [
      'an unknown runtime',
      { Runtime: 'nodejs99.x' as 'nodejs24.x' },
      'InvalidParameterValueException',
      /enum value set/,
    ],
    [
      'a zip that is none',
      { Code: { ZipFile: strToU8('no zip') } },
      'InvalidParameterValueException',
      /Could not unzip/,
    ],
    [
      'a path out of the folder',
      { Code: { ZipFile: zipSync({ '../index.mjs': strToU8('1') }) } },
      'InvalidParameterValueException',
      /Could not unzip/,
    ],
    [
      'a reserved variable',
      { Environment: { Variables: { AWS_REGION: 'x' } } },
      'InvalidParameterValueException',
      /Reserved keys used in this request: AWS_REGION/,
    ],
    [
      '5 KB of variables',
      { Environment: { Variables: { LONG: 'x'.repeat(5000) } } },
      'InvalidParameterValueException',
      /4KB limit/,
    ],
    ['too long a timeout', { Timeout: 901 }, 'ValidationException', /less than or equal to 900/],
    ['too little memory', { MemorySize: 64 }, 'ValidationException', /greater than or equal to 128/],
    ['a name with a dot', { FunctionName: 'a.b' }, 'ValidationException', /functionName/],
  ])('cannot be made with %s', async (_case, input, name, message) => {
    const error = await failureOf(create('refused', input));

    expect(error.name).toBe(name);
    expect(error.message).toMatch(message);
    expect((await failureOf(lambda.send(new GetFunctionCommand({ FunctionName: 'refused' })))).name).toBe(
      'ResourceNotFoundException',
    );
  });

  it('is listed without its state', async () => {
    const { Functions } = await lambda.send(new ListFunctionsCommand({}));
    const signer = Functions?.find(({ FunctionName }) => FunctionName === 'acme-iot-signer');

    expect(signer).toMatchObject({ Runtime: 'nodejs24.x', Timeout: 5, Handler: 'index.handler' });
    expect(signer).not.toHaveProperty('State');
    expect(signer).not.toHaveProperty('LastUpdateStatus');
  });

  it('is not reachable by the ARN of another Region', async () => {
    const error = await failureOf(
      lambda.send(new GetFunctionCommand({ FunctionName: `${ARN.replace('us-east-1', 'eu-west-1')}acme-iot-signer` })),
    );

    expect(error.message).toBe(`Functions from 'eu-west-1' are not reachable in this region ('us-east-1')`);
  });

  it('goes into a VPC and out of it again, and takes no layers', async () => {
    await create('moved');
    pass(60_000);
    const update = (change: object) =>
      lambda.send(new UpdateFunctionConfigurationCommand({ FunctionName: 'moved', ...change }));
    const inVpc = {
      SubnetIds: ['subnet-0123456789abcdef0', 'subnet-0123456789abcdef1'],
      SecurityGroupIds: ['sg-0123456789abcdef0'],
    };
    const refused = await failureOf(update({ VpcConfig: inVpc }));
    expect(refused.message).toContain('does not have permissions to call CreateNetworkInterface on EC2');
    const iam = new IAMClient(account.client);
    const may = { Effect: 'Allow', Action: 'ec2:*NetworkInterface*', Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [may] });
    const { Role: RoleArn } = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName: 'moved' }));
    const RoleName = RoleArn!.split('/').at(-1);
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'network', PolicyDocument }));
    expect((await update({ VpcConfig: inVpc })).VpcConfig).toMatchObject(inVpc);
    pass(60_000);
    expect((await update({ Timeout: 6 })).VpcConfig).toMatchObject(inVpc);
    pass(60_000);
    const half = await failureOf(update({ VpcConfig: { ...inVpc, SecurityGroupIds: [] } }));
    expect(half.name).toBe('InvalidParameterValueException');
    expect((await update({ VpcConfig: { SubnetIds: [], SecurityGroupIds: [] } })).VpcConfig).toBeUndefined();
    pass(60_000);
    const layered = await failureOf(update({ Layers: ['arn:aws:lambda:us-east-1:111122223333:layer:theirs:1'] }));
    expect(layered.message).toMatch(/not carry out Layers/);
  });

  it('changes nothing on an UpdateFunctionCode with DryRun', async () => {
    await create('dry');
    pass(60_000);
    const before = await account.snapshot();
    const second = zip('export const handler = async () => 2;');
    const { CodeSha256 } = await lambda.send(
      new UpdateFunctionCodeCommand({ FunctionName: 'dry', ZipFile: second, DryRun: true }),
    );

    expect(CodeSha256).toBe(createHash('sha256').update(second).digest('base64'));
    expect(await account.snapshot()).toEqual(before);
  });

  it('is tagged and untagged', async () => {
    await create('tagged');
    pass(60_000);
    await lambda.send(new TagResourceCommand({ Resource: `${ARN}tagged`, Tags: { a: '1' } }));

    expect((await lambda.send(new ListTagsCommand({ Resource: `${ARN}tagged` }))).Tags).toEqual({ a: '1' });
  });
});
