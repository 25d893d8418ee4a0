import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Aws, openAws } from '../../src/aws/open-aws.ts';
import { allPages } from '../../src/aws/pages.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startAccount } from '../../src/sandbox/start-account.ts';

let folder: string;
let sandbox: Sandbox;
let aws: Aws;

const ROLE = 'certprov-signer-us-east-1';
const TAGS = { 'certprov:made-by': 'certprov', 'certprov:run': '1' };
const TRUST = {
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
} as const;
const SOURCE =
  'export const handler = async (event) => { console.log("seen"); return { got: event.word.toUpperCase() }; };';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-aws-sandbox-'));
  // Pages of two make every list of the seeded account a list of several pages.
  const settings = { roleDelayMs: 0, functionPendingMs: 0, authorityMs: 0, pageSize: 2 };
  sandbox = await startAccount({ folder, settings });
  const { endpoint, region, credentials } = sandbox;
  aws = await openAws({ sandbox: { endpoint, region, ...credentials }, pause: async () => undefined });
});

afterAll(async () => {
  aws.close();
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

/** Operations that the account has seen since `from`, as `service:Operation`. */
const seenSince = (from: number): string[] =>
  sandbox
    .requests()
    .slice(from)
    .map(({ service, operation }) => `${service}:${operation}`);

describe('the adapters against the sandbox account', () => {
  it('know who calls', async () => {
    await expect(aws.reader.callerIdentity()).resolves.toMatchObject({ account: '000000000000', partition: 'aws' });
  });

  it('list the seeded functions over several pages, and describe each', async () => {
    const functions = await allPages(aws.reader.listFunctions());
    expect(functions.length).toBeGreaterThanOrEqual(5);
    expect(functions.map(({ functionName }) => functionName)).toContain('acme-iot-signer');
    for (const { functionName, functionArn } of functions) {
      const described = await aws.reader.describeFunction(functionArn);
      expect(described).toMatchObject({ functionName, functionArn, state: 'Active' });
    }
    await expect(aws.reader.describeFunction('nobody')).resolves.toBeUndefined();
    await expect(aws.reader.functionPolicy('nobody')).resolves.toBeUndefined();
    const limits = await aws.reader.concurrencyLimits();
    expect(limits.unreserved).toBeLessThanOrEqual(limits.total);
  });

  it('list the seeded CAs over several pages; the active ones have certificates that match their descriptions', async () => {
    const authorities = await allPages(aws.reader.listCertificateAuthorities());
    expect(authorities.length).toBeGreaterThanOrEqual(6);
    expect(new Set(authorities.map(({ status }) => status))).toEqual(
      new Set(['ACTIVE', 'PENDING_CERTIFICATE', 'DISABLED']),
    );
    for (const authority of authorities) {
      const certificate = await aws.reader.certificateAuthorityCertificate(authority.arn);
      expect(certificate === undefined).toBe(authority.status === 'PENDING_CERTIFICATE');
      if (!certificate) continue;
      const { subject, validTo } = new X509Certificate(certificate.certificatePem);
      expect(subject.split('\n').toSorted()).toEqual(authority.subject.split(', ').toSorted());
      expect(new Date(validTo)).toEqual(authority.notAfter);
    }
    const unknown = authorities[0]?.arn.replace(/[^/]+$/, '00000000-0000-4000-8000-000000000000') ?? '';
    await expect(aws.reader.describeCertificateAuthority(unknown)).resolves.toBeUndefined();
  });

  it('read templates, metrics and an account without a certificate provider', async () => {
    const templates = await allPages(aws.reader.listProvisioningTemplates());
    expect(templates).toHaveLength(6);
    expect(new Set(templates.map(({ type }) => type))).toEqual(new Set(['FLEET_PROVISIONING', 'JITP']));
    const metrics = await aws.reader.signingMetrics(14);
    expect(metrics.calls).toBeGreaterThan(0);
    expect(metrics.failed).toBeLessThanOrEqual(metrics.calls);
    await expect(aws.reader.listCertificateProviders()).resolves.toEqual([]);
    await expect(aws.reader.describeCertificateProvider('certprov')).resolves.toBeUndefined();
  });

  it('make, read back and unmake everything that a switch needs, and leave the account as it was', async () => {
    const before = await sandbox.snapshot();
    const { reader, writer } = aws;

    const { roleArn } = await writer.createRole({
      roleName: ROLE,
      description: 'test',
      trustPolicy: TRUST,
      tags: TAGS,
    });
    await expect(reader.describeRole(ROLE)).resolves.toEqual({
      roleName: ROLE,
      roleArn,
      trustPolicy: TRUST,
      tags: TAGS,
    });
    const policy = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'logs:PutLogEvents', Resource: '*' }],
    } as const;
    await writer.putRolePolicy(ROLE, 'signer', policy);
    await writer.putRolePolicy(ROLE, 'signer', policy);
    await expect(reader.rolePolicy(ROLE, 'signer')).resolves.toEqual(policy);
    await expect(reader.rolePolicy(ROLE, 'other')).resolves.toBeUndefined();
    await expect(reader.listRolePolicies(ROLE)).resolves.toEqual({ inline: ['signer'], attached: [] });

    const created = await writer.createFunction({
      functionName: 'certprov-signer',
      description: 'test',
      roleArn,
      runtime: 'nodejs24.x',
      handler: 'index.handler',
      architecture: 'arm64',
      memoryMb: 256,
      timeoutSeconds: 5,
      environment: { MODE: 'test' },
      zip: zipSync({ 'index.mjs': Buffer.from(SOURCE) }),
      tags: TAGS,
    });
    await expect.poll(async () => (await reader.describeFunction('certprov-signer'))?.state).toBe('Active');
    await expect(reader.describeFunction(created.functionArn)).resolves.toMatchObject({
      roleArn,
      tags: TAGS,
      environment: { MODE: 'test' },
      memoryMb: 256,
      architecture: 'arm64',
      codeSha256: created.codeSha256,
      reservedConcurrency: undefined,
    });

    const answer = await aws.invoker.invoke(created.functionArn, { word: 'ü' });
    expect(answer).toMatchObject({ payload: '{"got":"Ü"}', functionError: undefined, executedVersion: '$LATEST' });
    expect(answer.logTail).toContain('seen');
    const failed = await aws.invoker.invoke(created.functionArn, {});
    expect(failed.functionError).toBe('Unhandled');

    const providerArn = 'arn:aws:iot:us-east-1:000000000000:certificateprovider/certprov';
    const permission = {
      functionName: 'certprov-signer',
      statementId: 'certprov-certprov',
      principal: 'iot.amazonaws.com',
      sourceAccount: '000000000000',
      sourceArn: providerArn,
    };
    await writer.addPermission(permission);
    const statements = (await reader.functionPolicy('certprov-signer'))?.Statement ?? [];
    expect(statements).toMatchObject([{ Sid: 'certprov-certprov', Principal: { Service: 'iot.amazonaws.com' } }]);
    expect(JSON.stringify(statements[0]?.Condition)).toContain(providerArn);
    await expect(writer.addPermission(permission)).rejects.toMatchObject({
      code: 'AWS_CONFLICT',
      details: { definite: true },
    });

    const provider = {
      certificateProviderName: 'certprov',
      lambdaFunctionArn: created.functionArn,
      clientToken: '0123456789abcdef0123456789abcdef0123',
      tags: TAGS,
    };
    const { certificateProviderArn } = await writer.createCertificateProvider(provider);
    await expect(reader.listCertificateProviders()).resolves.toMatchObject([
      {
        certificateProviderArn,
        lambdaFunctionArn: created.functionArn,
        accountDefaultForOperations: ['CreateCertificateFromCsr'],
      },
    ]);
    await expect(reader.listTags(certificateProviderArn)).resolves.toEqual(TAGS);
    const second = { ...provider, certificateProviderName: 'second', clientToken: '1'.repeat(36) };
    const from = sandbox.requests().length;
    await expect(writer.createCertificateProvider(second)).rejects.toMatchObject({
      code: 'AWS_LIMIT',
      details: { attempts: 1 },
    });
    expect(seenSince(from)).toEqual(['iot:CreateCertificateProvider']);

    for (const expected of [true, false]) {
      const outcomes = [
        (await writer.deleteCertificateProvider('certprov')) === 'deleted',
        await writer.removePermission('certprov-signer', 'certprov-certprov'),
        await writer.deleteFunction('certprov-signer'),
        await writer.deleteRolePolicy(ROLE, 'signer'),
        await writer.deleteRole(ROLE),
      ];
      expect(outcomes).toEqual(Array.from({ length: 5 }, () => expected));
    }
    await expect(reader.describeRole(ROLE)).resolves.toBeUndefined();
    await expect(sandbox.snapshot()).resolves.toEqual(before);
  });
});

describe('an account that misbehaves', () => {
  it('is asked again when it throttles, and the answer is the right one', async () => {
    await sandbox.addFault({ service: 'lambda', operation: 'GetAccountSettings', kind: 'throttle', times: 2 });
    const from = sandbox.requests().length;
    await expect(aws.reader.concurrencyLimits()).resolves.toMatchObject({ total: 1000 });
    expect(seenSince(from)).toHaveLength(3);
  });

  it.each([
    ['access-denied', 'AWS_ACCESS_DENIED', true],
    ['explicit-deny', 'AWS_ACCESS_DENIED', true],
    ['expired-token', 'AWS_CREDENTIALS_EXPIRED', true],
    ['error-500', 'AWS_FAILED', false],
    ['garbage', 'AWS_NOT_AWS', false],
    ['drop-before', 'AWS_UNREACHABLE', false],
  ] as const)('with %s of CreateRole ends in %s', async (kind, code, definite) => {
    await sandbox.addFault({ service: 'iam', operation: 'CreateRole', kind, times: 1 });
    const create = aws.writer.createRole({ roleName: 'never', description: '', trustPolicy: TRUST, tags: {} });
    await expect(create).rejects.toMatchObject({ code, details: { definite } });
    await expect(aws.reader.describeRole('never')).resolves.toBeUndefined();
  });

  it('that loses the answer to a deletion has deleted, and the adapter says so', async () => {
    await aws.writer.createRole({ roleName: 'brief', description: 'x', trustPolicy: TRUST, tags: {} });
    await sandbox.addFault({ service: 'iam', operation: 'DeleteRole', kind: 'drop-after', times: 1 });
    await expect(aws.writer.deleteRole('brief')).resolves.toBe(true);
    await expect(aws.reader.describeRole('brief')).resolves.toBeUndefined();
  });

  it('that loses the answer to CreateRole leaves it open whether there is a role', async () => {
    await sandbox.addFault({ service: 'iam', operation: 'CreateRole', kind: 'drop-after', times: 1 });
    const create = aws.writer.createRole({ roleName: 'unknown', description: 'x', trustPolicy: TRUST, tags: {} });
    await expect(create).rejects.toMatchObject({ code: 'AWS_UNREACHABLE', details: { definite: false, attempts: 1 } });
    await expect(aws.reader.describeRole('unknown')).resolves.toMatchObject({ roleName: 'unknown' });
  });
});
