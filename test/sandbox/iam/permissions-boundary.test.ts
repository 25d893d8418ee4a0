import {
  CreatePolicyCommand,
  CreateRoleCommand,
  DeletePolicyCommand,
  DeleteRolePermissionsBoundaryCommand,
  GetPolicyCommand,
  GetPolicyVersionCommand,
  GetRoleCommand,
  IAMClient,
  PutRolePermissionsBoundaryCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import { ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { setAccountPolicy } from '../../../src/sandbox/iam/account-policies.ts';
import { temporaryAccount, type TemporaryAccount } from '../temporary-account.ts';
import { failureOf } from '../temporary-sandbox.ts';

const document = (...Statement: readonly object[]): string => JSON.stringify({ Version: '2012-10-17', Statement });
const allow = (Action: string, more: object = {}) => ({ Effect: 'Allow', Action, Resource: '*', ...more });
const TRUST = document({ Effect: 'Allow', Principal: { AWS: '000000000000' }, Action: 'sts:AssumeRole' });
const BOUNDARY = 'arn:aws:iam::000000000000:policy/team/boundary';

async function withBoundary(account: TemporaryAccount, allowed: string): Promise<IAMClient> {
  const iam = new IAMClient(account.client);
  const { Policy } = await iam.send(
    new CreatePolicyCommand({ PolicyName: 'boundary', Path: '/team/', PolicyDocument: document(allow(allowed)) }),
  );
  expect(Policy?.Arn).toBe(BOUNDARY);
  return iam;
}

const create = (RoleName: string, PermissionsBoundary?: string, more: object = {}): CreateRoleCommand =>
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: TRUST, PermissionsBoundary, ...more });

const everything = (RoleName: string): PutRolePolicyCommand =>
  new PutRolePolicyCommand({ RoleName, PolicyName: 'all', PolicyDocument: document(allow('*')) });

async function listingAs(account: TemporaryAccount, RoleArn: string | undefined): Promise<SecretsManagerClient> {
  const { Credentials: keys } = await new STSClient(account.client).send(
    new AssumeRoleCommand({ RoleArn, RoleSessionName: 'me' }),
  );
  const credentials = {
    accessKeyId: keys!.AccessKeyId!,
    secretAccessKey: keys!.SecretAccessKey!,
    sessionToken: keys!.SessionToken!,
  };
  return new SecretsManagerClient({ ...account.client, credentials });
}

describe('a permissions boundary of a role', () => {
  it('leaves what both it and the policies allow', async () => {
    await using account = await temporaryAccount();
    const iam = await withBoundary(account, 's3:*');
    const { Role } = await iam.send(create('bounded', BOUNDARY));
    await iam.send(everything('bounded'));
    const secrets = await listingAs(account, Role?.Arn);
    const failure = await failureOf(secrets.send(new ListSecretsCommand({})));
    expect(failure.message).toContain('because no permissions boundary allows the secretsmanager:ListSecrets action');

    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }));
    await expect(secrets.send(new ListSecretsCommand({}))).resolves.toMatchObject({ SecretList: [] });
    await iam.send(new PutRolePermissionsBoundaryCommand({ RoleName: 'bounded', PermissionsBoundary: BOUNDARY }));
    const again = await iam.send(new GetRoleCommand({ RoleName: 'bounded' }));
    expect(again.Role?.PermissionsBoundary?.PermissionsBoundaryArn).toBe(BOUNDARY);
    await failureOf(secrets.send(new ListSecretsCommand({})));
  });

  it('decides in a simulation', async () => {
    await using account = await temporaryAccount();
    const iam = await withBoundary(account, 's3:*');
    const { Role } = await iam.send(create('bounded', BOUNDARY));
    await iam.send(everything('bounded'));
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: Role?.Arn,
        ActionNames: ['s3:ListBucket', 'kms:Sign'],
      }),
    );
    expect(EvaluationResults).toMatchObject([
      { EvalDecision: 'implicitDeny', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false } },
      { EvalDecision: 'allowed', PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: true } },
    ]);
  });

  it('has to be there, and stays while a role has it', async () => {
    await using account = await temporaryAccount();
    const iam = new IAMClient(account.client);
    const missing = await failureOf(iam.send(create('bounded', BOUNDARY)));
    expect(missing).toMatchObject({ name: 'NoSuchEntityException', $metadata: { httpStatusCode: 404 } });
    expect(missing.message).toBe(`Scope ARN: ${BOUNDARY} does not exist or is not attachable.`);

    await withBoundary(account, 's3:*');
    await iam.send(create('bounded', BOUNDARY));
    const { Policy } = await iam.send(new GetPolicyCommand({ PolicyArn: BOUNDARY }));
    expect(Policy).toMatchObject({ PermissionsBoundaryUsageCount: 1, DefaultVersionId: 'v1' });
    const { PolicyVersion } = await iam.send(new GetPolicyVersionCommand({ PolicyArn: BOUNDARY, VersionId: 'v1' }));
    expect(decodeURIComponent(PolicyVersion?.Document ?? '')).toBe(document(allow('s3:*')));
    const kept = await failureOf(iam.send(new DeletePolicyCommand({ PolicyArn: BOUNDARY })));
    expect(kept.name).toBe('DeleteConflictException');
    await iam.send(new DeleteRolePermissionsBoundaryCommand({ RoleName: 'bounded' }));
    await iam.send(new DeletePolicyCommand({ PolicyArn: BOUNDARY }));
    expect((await failureOf(iam.send(new GetPolicyCommand({ PolicyArn: BOUNDARY })))).name).toBe(
      'NoSuchEntityException',
    );
  });

  it('is what the condition iam:PermissionsBoundary looks at: in the request, and on the role', async () => {
    await using account = await temporaryAccount();
    const iam = await withBoundary(account, 's3:*');
    await iam.send(create('free'));
    const Condition = { StringNotEquals: { 'iam:PermissionsBoundary': BOUNDARY } };
    const deny = { Effect: 'Deny', Action: ['iam:CreateRole', 'iam:PutRolePolicy'], Resource: '*', Condition };
    setAccountPolicy(account.folder, 'service-control', document(allow('*'), deny));

    const refused = await failureOf(iam.send(create('other')));
    expect(refused.message).toContain('with an explicit deny in a service control policy');
    await failureOf(iam.send(everything('free')));
    await iam.send(create('bounded', BOUNDARY));
    await iam.send(everything('bounded'));
  });
});

describe('conditions on tags', () => {
  const Condition = { Null: { 'aws:RequestTag/CostCenter': 'true' } };
  it.each([
    ['a tag that is missing', { Condition }, [], true],
    ['a tag that is there', { Condition }, [{ Key: 'CostCenter', Value: '1' }], false],
    [
      'one tag of several that is not on the list',
      { Condition: { 'ForAnyValue:StringNotEquals': { 'aws:TagKeys': ['CostCenter'] } } },
      [
        { Key: 'CostCenter', Value: '1' },
        { Key: 'Other', Value: '1' },
      ],
      true,
    ],
    [
      'tags that are all on the list',
      { Condition: { 'ForAllValues:StringNotEquals': { 'aws:TagKeys': ['CostCenter'] } } },
      [{ Key: 'CostCenter', Value: '1' }],
      false,
    ],
  ])('see %s', async (_what, statement, Tags, isRefused) => {
    await using account = await temporaryAccount();
    const deny = { Effect: 'Deny', Action: 'iam:CreateRole', Resource: '*', ...statement };
    setAccountPolicy(account.folder, 'service-control', document(allow('*'), deny));
    const made = new IAMClient(account.client).send(create('tagged', undefined, { Tags }));
    const outcome = await made.then(
      () => 'made',
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(isRefused ? /with an explicit deny in a service control policy$/ : /^made$/);
  });

  it('see the tags in the permission to tag as well, and those on a role', async () => {
    await using account = await temporaryAccount();
    const iam = new IAMClient(account.client);
    await iam.send(create('team', undefined, { Path: '/team/', Tags: [{ Key: 'Team', Value: 'iot' }] }));
    await iam.send(create('else'));
    const tagging = { StringEquals: { 'aws:RequestTag/Team': 'iot' } };
    const tagged = { StringEquals: { 'aws:ResourceTag/Team': 'iot' } };
    const policy = document(allow('iam:CreateRole'), allow('iam:TagRole', { Condition: tagging }), {
      ...allow('iam:PutRolePolicy', { Condition: tagged }),
      Resource: 'arn:aws:iam::000000000000:role/team/*',
    });
    setAccountPolicy(account.folder, 'identity', policy);
    await iam.send(create('a', undefined, { Tags: [{ Key: 'Team', Value: 'iot' }] }));
    const untagged = await failureOf(iam.send(create('b', undefined, { Tags: [{ Key: 'Team', Value: 'other' }] })));
    expect(untagged.message).toContain('iam:TagRole');
    await iam.send(everything('team'));
    expect((await failureOf(iam.send(everything('else')))).message).toContain('iam:PutRolePolicy');
  });
});
