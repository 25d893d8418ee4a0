import {
  DescribeThingCommand,
  DescribeThingRegistrationTaskCommand,
  IoTClient,
  ListThingRegistrationTaskReportsCommand,
  StartThingRegistrationTaskCommand,
} from '@aws-sdk/client-iot';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failureOf } from '../temporary-sandbox.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { S3 } from '../s3/s3-client.ts';
import { csrOf } from './device-keys.ts';

let account: TemporaryAccount;
let iot: IoTClient;
let s3: S3;

beforeAll(async () => {
  account = await temporaryAccount({ settings: { roleDelayMs: 0 } });
  iot = new IoTClient(account.client);
  s3 = new S3(account.client);
  await s3.createBucket('bulk');
});
afterAll(() => account[Symbol.asyncDispose]());

describe('bulk registration', () => {
  const templateBody = JSON.stringify({
    Parameters: { Name: { Type: 'String' }, CSR: { Type: 'String' } },
    Resources: {
      thing: { Type: 'AWS::IoT::Thing', Properties: { ThingName: { Ref: 'Name' } } },
      certificate: { Type: 'AWS::IoT::Certificate', Properties: { CertificateSigningRequest: { Ref: 'CSR' } } },
      policy: { Type: 'AWS::IoT::Policy', Properties: { PolicyName: 'AcmeDevicePolicy' } },
    },
  });
  const roleArn = 'arn:aws:iam::000000000000:role/acme-provisioning-role';
  const run = async (inputFileKey: string, as = roleArn) => {
    const input = { templateBody, inputFileBucket: 'bulk', inputFileKey, roleArn: as };
    const { taskId } = await iot.send(new StartThingRegistrationTaskCommand(input));
    return iot.send(new DescribeThingRegistrationTaskCommand({ taskId }));
  };

  it('needs a role that may read the file', async () => {
    expect(await run('devices.json')).toMatchObject({
      status: 'Failed',
      message: expect.stringContaining('s3:GetObject'),
    });
  });

  it('registers a thing per line and reports what failed', async () => {
    const document = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 's3:GetObject', Resource: 'arn:aws:s3:::bulk/*' }],
    };
    const PolicyDocument = JSON.stringify(document);
    await new IAMClient(account.client).send(
      new PutRolePolicyCommand({ RoleName: 'acme-provisioning-role', PolicyName: 'read', PolicyDocument }),
    );
    const lines = [{ Name: 'bulk-1', CSR: await csrOf('bulk-1') }, { Name: 'bulk-2', CSR: 'none' }, { Name: 'bulk-3' }];
    await s3.putObject('bulk', 'devices.json', lines.map((line) => JSON.stringify(line)).join('\n'));

    const task = await run('devices.json');
    expect(task).toMatchObject({ status: 'Completed', successCount: 1, failureCount: 2, percentageProgress: 100 });
    expect(await iot.send(new DescribeThingCommand({ thingName: 'bulk-1' }))).toMatchObject({ thingName: 'bulk-1' });
    const { taskId } = task;
    const { resourceLinks } = await iot.send(
      new ListThingRegistrationTaskReportsCommand({ taskId, reportType: 'ERRORS' }),
    );
    const report = await (await fetch(resourceLinks![0]!)).text();
    expect(
      report
        .trim()
        .split('\n')
        .map((line) => (JSON.parse(line) as { lineNumber: number }).lineNumber),
    ).toEqual([2, 3]);
    expect(await run('missing.json')).toMatchObject({
      status: 'Failed',
      message: expect.stringContaining('missing.json'),
    });
  });

  it('works as the role: what the role may not do fails, thing by thing', async () => {
    const iam = new IAMClient(account.client);
    const RoleName = 'reads-only';
    const trust = { Effect: 'Allow', Principal: { Service: 'iot.amazonaws.com' }, Action: 'sts:AssumeRole' };
    const AssumeRolePolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [trust] });
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }));
    const statement = { Effect: 'Allow', Action: ['s3:*', 'iot:CreateCertificateFromCsr'], Resource: '*' };
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: [statement] });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'read', PolicyDocument }));
    await s3.putObject('bulk', 'one.json', JSON.stringify({ Name: 'bulk-4', CSR: await csrOf('bulk-4') }));

    const { taskId, successCount } = await run('one.json', Role!.Arn);
    expect(successCount).toBe(0);
    const asked = new ListThingRegistrationTaskReportsCommand({ taskId, reportType: 'ERRORS' });
    const report = await (await fetch((await iot.send(asked)).resourceLinks![0]!)).text();
    expect(JSON.parse(report)).toMatchObject({ statusCode: 401, message: expect.stringContaining('iot:AttachPolicy') });
    const missing = await failureOf(iot.send(new DescribeThingCommand({ thingName: 'bulk-4' })));
    expect(missing.name).toBe('ResourceNotFoundException');
  });

  it('is not for a role that AWS IoT cannot assume', async () => {
    const { message } = await run('one.json', 'arn:aws:iam::000000000000:role/nightly-report-role');
    expect(message).toContain('cannot be assumed');
  });
});
