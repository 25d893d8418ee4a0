import { execFileSync } from 'node:child_process';
import { readFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchClient, GetMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { CreateRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { CreateCertificateProviderCommand, DescribeEndpointCommand, IoTClient } from '@aws-sdk/client-iot';
import { DeleteFunctionCommand, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findServer, recordServer } from '../../src/sandbox/serving.ts';
import { describeAccount, resetAccount, startAccount } from '../../src/sandbox/start-account.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { failureOf } from './temporary-sandbox.ts';

let folder: string;
let sandbox: Sandbox;
const config = (): object => ({
  endpoint: sandbox.endpoint,
  region: sandbox.region,
  // A copy: the SDK adds members of its own.
  credentials: { ...sandbox.credentials },
  maxAttempts: 1,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certprov-account-'));
  sandbox = await startAccount({ folder });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

function newCsr(): string {
  const key = join(folder, 'device.key');
  execFileSync('openssl', ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', key]);
  return execFileSync('openssl', ['req', '-new', '-key', key, '-subj', '/CN=device-1'], { encoding: 'utf8' });
}

describe('the account with all its services', () => {
  it('has the same snapshot after everything that changes no resource', async () => {
    const before = await sandbox.snapshot();
    expect(Object.keys((before as { roles: object }).roles).length).toBeGreaterThan(3);
    const invoked = await new LambdaClient(config()).send(
      new InvokeCommand({
        FunctionName: 'acme-iot-signer',
        Payload: JSON.stringify({ certificateSigningRequest: newCsr(), principalId: 'p', clientId: 'c' }),
      }),
    );
    expect(invoked.FunctionError).toBeUndefined();
    expect(invoked.Payload?.transformToString()).toContain('BEGIN CERTIFICATE');
    await new IoTClient(config()).send(new DescribeEndpointCommand({ endpointType: 'iot:Data-ATS' }));
    expect(await sandbox.snapshot()).toEqual(before);
  });

  it.each<[string, () => Promise<unknown>]>([
    [
      'a role',
      () =>
        new IAMClient(config()).send(
          new CreateRoleCommand({
            RoleName: 'new',
            AssumeRolePolicyDocument: JSON.stringify({
              Version: '2012-10-17',
              Statement: [
                { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
              ],
            }),
          }),
        ),
    ],
    [
      'a deleted function',
      () => new LambdaClient(config()).send(new DeleteFunctionCommand({ FunctionName: 'slow-signer' })),
    ],
    [
      'a provider in another Region',
      () =>
        new IoTClient({ ...config(), region: 'eu-west-1' }).send(
          new CreateCertificateProviderCommand({
            certificateProviderName: 'x',
            lambdaFunctionArn: 'arn:aws:lambda:eu-west-1:000000000000:function:f',
            accountDefaultForOperations: ['CreateCertificateFromCsr'],
          }),
        ),
    ],
  ])('has another snapshot after %s', async (_case, change) => {
    const before = await sandbox.snapshot();
    await change();
    expect(await sandbox.snapshot()).not.toEqual(before);
  });

  it('gives every operation of its services a shape on the wire', async () => {
    const services = await Promise.all([
      import('../../src/sandbox/iot/service.ts').then(
        async (m) => [m.iotService, (await import('../../src/sandbox/wire/schemas/iot.ts')).iotShapes] as const,
      ),
      import('../../src/sandbox/lambda/service.ts').then(
        async (m) =>
          [m.lambdaService, (await import('../../src/sandbox/wire/schemas/lambda.ts')).lambdaShapes] as const,
      ),
      import('../../src/sandbox/iam/service.ts').then(
        async (m) => [m.iamService, (await import('../../src/sandbox/wire/schemas/iam.ts')).iamShapes] as const,
      ),
      import('../../src/sandbox/sts/service.ts').then(
        async (m) => [m.stsService, (await import('../../src/sandbox/wire/schemas/sts.ts')).stsShapes] as const,
      ),
      import('../../src/sandbox/cloudwatch/service.ts').then(
        async (m) =>
          [
            m.cloudwatchService,
            (await import('../../src/sandbox/wire/schemas/cloudwatch.ts')).cloudwatchShapes,
          ] as const,
      ),
      import('../../src/sandbox/kms/service.ts').then(
        async (m) => [m.kmsService, (await import('../../src/sandbox/wire/schemas/kms.ts')).kmsShapes] as const,
      ),
      import('../../src/sandbox/secrets-manager/service.ts').then(
        async (m) =>
          [
            m.secretsManagerService,
            (await import('../../src/sandbox/wire/schemas/secrets-manager.ts')).secretsManagerShapes,
          ] as const,
      ),
    ]);
    for (const [service, shapes] of services) {
      expect(Object.keys(service.operations).filter((name) => !shapes.has(name))).toEqual([]);
      expect(Object.keys(service.operations).length).toBeGreaterThan(0);
    }
  });

  it('speaks awsJson to CloudWatch clients, times included', async () => {
    const now = new Date();
    const { MetricDataResults } = await new CloudWatchClient(config()).send(
      new GetMetricDataCommand({
        StartTime: new Date(now.getTime() - 14 * 86_400_000),
        EndTime: now,
        MetricDataQueries: [
          {
            Id: 'm',
            MetricStat: {
              Metric: { Namespace: 'AWS/IoT', MetricName: 'CreateCertificateFromCsrFailed' },
              Period: 86_400,
              Stat: 'SampleCount',
            },
          },
        ],
      }),
    );
    expect(MetricDataResults?.[0]?.Timestamps?.[0]).toBeInstanceOf(Date);
    expect(MetricDataResults?.[0]?.Values?.length).toBeGreaterThan(10);
  });

  it('is as new after a reset, also for a server that is running', async () => {
    const before = await describeAccount(folder);
    await new LambdaClient(config()).send(new DeleteFunctionCommand({ FunctionName: 'slow-signer' }));
    expect((await describeAccount(folder)).holds.functions).toHaveLength(before.holds.functions.length - 1);
    await sandbox.addFault({ operation: '*', kind: 'error-500', times: 'always' });
    await resetAccount(folder);
    expect(sandbox.requests()).toEqual([]);
    await new IoTClient(config()).send(new DescribeEndpointCommand({}));
    expect((await describeAccount(folder)).holds.functions).toEqual(before.holds.functions);
    expect((await describeAccount(folder)).credentials).toEqual(sandbox.credentials);
  });

  it('is described for a person and for a program', async () => {
    const { account, region, credentials, holds, text } = await describeAccount(folder);
    expect({ account, region, credentials }).toEqual({
      account: '000000000000',
      region: 'us-east-1',
      credentials: sandbox.credentials,
    });
    for (const { name, runtime } of holds.functions) expect(text).toContain(`${name} (${runtime})`);
    for (const { name, status } of holds.certificateAuthorities) expect(text).toContain(`${name} (${status})`);
    expect(text).toMatch(/Certificate provider:\n {2}none/);
  });

  it('can be reset when its state cannot be read any more', async () => {
    writeFileSync(join(folder, 'state.json'), 'not JSON');
    expect(await failureOf(describeAccount(folder))).toMatchObject({
      code: 'FILE_UNREADABLE',
      fix: 'start over: `certprov sandbox reset`',
    });
    await resetAccount(folder);
    expect((await describeAccount(folder)).holds.functions.length).toBeGreaterThan(0);
  });
});

describe('the note of a standing server', () => {
  it('is found while the server runs and counts for nothing when its process is gone', async () => {
    expect(await findServer(folder)).toBeUndefined();
    const { forget, mqtt } = await recordServer(folder, sandbox.endpoint, await sandbox.mqtt());
    expect(await findServer(folder)).toEqual({ endpoint: sandbox.endpoint, mqtt });
    expect(readFileSync(mqtt.caFile, 'utf8')).toBe((await sandbox.mqtt()).caPem);
    await forget();
    expect(await findServer(folder)).toBeUndefined();
    const gone = execFileSync(process.execPath, ['-p', 'process.pid'], { encoding: 'utf8' });
    writeFileSync(
      join(folder, 'serving.json'),
      JSON.stringify({ endpoint: sandbox.endpoint, mqtt, pid: Number(gone) }),
    );
    expect(await findServer(folder)).toBeUndefined();
  });
});
