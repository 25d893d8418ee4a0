import { ACMPCAClient, ListCertificateAuthoritiesCommand } from '@aws-sdk/client-acm-pca';
import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { CreateFunctionCommand, InvokeCommand, LambdaClient, waitUntilFunctionActiveV2 } from '@aws-sdk/client-lambda';
import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { acmPcaTemplateArn } from '../../src/authority/acm-pca/acm-pca-template.ts';
import { signerEnvironment } from '../../src/authority/signer-environment.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { startAccount } from '../../src/sandbox/start-account.ts';
import { readSignerBundle } from '../../src/deployment/signer-bundle.ts';
import { makeCsr } from './test-authority.ts';

let folder: string;
let sandbox: Sandbox;
let lambda: LambdaClient;
let codeSha256: string | undefined;
let caArn: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-deployed-'));
  sandbox = await startAccount({ folder, settings: { roleDelayMs: 0, functionPendingMs: 0 } });
  const { endpoint, region, credentials } = sandbox;
  const { CertificateAuthorities = [] } = await new ACMPCAClient({ endpoint, region, credentials }).send(
    new ListCertificateAuthoritiesCommand({}),
  );
  const ca = CertificateAuthorities.find(
    ({ Status, UsageMode }) => Status === 'ACTIVE' && UsageMode === 'GENERAL_PURPOSE',
  );
  caArn = ca?.Arn ?? '';

  const iam = new IAMClient({ endpoint, region, credentials });
  lambda = new LambdaClient({ endpoint, region, credentials });
  const { zip } = await readSignerBundle('acm-pca');
  const trust = { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' };
  for (const name of ['signer', 'signer-without-permission']) {
    const { Role } = await iam.send(
      new CreateRoleCommand({
        RoleName: name,
        AssumeRolePolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [trust] }),
      }),
    );
    const created = await lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        Role: Role?.Arn,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Timeout: 5,
        MemorySize: 512,
        Code: { ZipFile: zip },
        Environment: {
          Variables: signerEnvironment({
            authority: {
              kind: 'acm-pca',
              certificateAuthorityArn: caArn,
              keyAlgorithm: ca?.CertificateAuthorityConfiguration?.KeyAlgorithm ?? '',
              template: 'EndEntityClientAuthCertificate/V1',
            },
            validityDays: 30,
          }),
        },
      }),
    );
    codeSha256 = created.CodeSha256;
    await waitUntilFunctionActiveV2(
      { client: lambda, maxWaitTime: 10, minDelay: 1, maxDelay: 1 },
      { FunctionName: name },
    );
  }
  const statement = [
    {
      Effect: 'Allow',
      Action: 'acm-pca:IssueCertificate',
      Resource: caArn,
      Condition: {
        StringEquals: { 'acm-pca:TemplateArn': acmPcaTemplateArn('aws', 'EndEntityClientAuthCertificate/V1') },
      },
    },
    { Effect: 'Allow', Action: 'acm-pca:GetCertificate', Resource: caArn },
  ];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statement });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'signer', PolicyName: 'sign', PolicyDocument }));
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function invoke(functionName: string, event: object) {
  const { FunctionError, Payload, LogResult } = await lambda.send(
    new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify(event), LogType: 'Tail' }),
  );
  const log = Buffer.from(LogResult ?? '', 'base64').toString();
  const line = log.split('\n').find((text) => text.includes('{"certprov":')) ?? '';
  return {
    functionError: FunctionError,
    answer: JSON.parse(Buffer.from(Payload ?? []).toString()),
    record: JSON.parse(line.slice(line.indexOf('{'))),
  };
}

const eventFor = (certificateSigningRequest: string) => ({
  certificateSigningRequest,
  principalId: 'claim',
  clientId: 'device-42',
});

describe('the signer, deployed as a function', () => {
  it('has the digest that was known before', async () => {
    expect(codeSha256).toBe((await readSignerBundle('acm-pca')).codeSha256);
  });

  it('signs with the permissions that its template and its CA ask for, and no more', async () => {
    const { functionError, answer, record } = await invoke('signer', eventFor(await makeCsr()));
    expect(functionError).toBeUndefined();
    expect(new X509Certificate(answer.certificatePem).subject).toBe('CN=device-42');
    expect(record).toMatchObject({ certprov: 'signed', principalId: 'claim', keyType: 'EC P-256' });
  });

  it('lets an operator tell what went wrong from the error type', async () => {
    const refused = await invoke('signer', eventFor('not a CSR'));
    expect(refused).toMatchObject({ functionError: 'Unhandled', answer: { errorType: 'CsrRefused' } });

    const denied = await invoke('signer-without-permission', eventFor(await makeCsr()));
    expect(denied).toMatchObject({
      functionError: 'Unhandled',
      answer: { errorType: 'AuthorityAccessDenied', errorMessage: expect.stringContaining('acm-pca:IssueCertificate') },
      record: { certprov: 'failed', code: 'AUTHORITY_ACCESS_DENIED' },
    });
  });
});
