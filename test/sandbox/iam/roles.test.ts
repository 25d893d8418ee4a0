import {
  AttachRolePolicyCommand,
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  DetachRolePolicyCommand,
  GetRoleCommand,
  GetRolePolicyCommand,
  IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
  ListRolesCommand,
  ListRoleTagsCommand,
  ListUsersCommand,
  PutRolePolicyCommand,
  SimulatePrincipalPolicyCommand,
  TagRoleCommand,
  UntagRoleCommand,
  UpdateAssumeRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { paginateListRoles } from '@aws-sdk/client-iam';
import { describe, expect, it } from 'vitest';
import { failureOf, temporarySandbox } from '../temporary-sandbox.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const policy = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    {
      Effect: 'Allow',
      Action: 'acm-pca:IssueCertificate',
      Resource: '*',
      Condition: { StringEquals: { 'acm-pca:TemplateArn': "arn with 'quotes' & <marks> +" } },
    },
  ],
});
const RoleName = 'certprov-signer';

describe('a role', () => {
  it('comes back as it was made, its trust policy percent-encoded', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const Tags = [
      { Key: 'a', Value: '1' },
      { Key: 'ü +', Value: '' },
    ];
    const made = await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Description: 'signs <CSRs> & more', Tags }),
    );
    const { Role } = await iam.send(new GetRoleCommand({ RoleName: RoleName.toUpperCase() }));
    expect(Role).toMatchObject({
      RoleName,
      Arn: `arn:aws:iam::000000000000:role/${RoleName}`,
      Path: '/',
      MaxSessionDuration: 3600,
      Description: 'signs <CSRs> & more',
      Tags,
    });
    expect(Role?.RoleId).toMatch(/^AROA[A-Z2-7]{17}$/);
    expect(Role?.AssumeRolePolicyDocument).not.toContain('{');
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(trust);
    expect(Role?.CreateDate).toEqual(made.Role?.CreateDate);
  });

  it('keeps its inline policies to the letter', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'p',
        PolicyDocument: '{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*"}}',
      }),
    );
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy }));
    const { PolicyDocument } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    expect(decodeURIComponent(PolicyDocument ?? '')).toBe(policy);
    expect(await iam.send(new ListRolePoliciesCommand({ RoleName }))).toMatchObject({
      PolicyNames: ['p'],
      IsTruncated: false,
    });
  });

  it('has another trust policy once that was replaced', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const other = trust.replace('lambda.', 'ec2.');
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(new UpdateAssumeRolePolicyCommand({ RoleName, PolicyDocument: other }));
    const { Role } = await iam.send(new GetRoleCommand({ RoleName }));
    expect(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? '')).toBe(other);
    const refused = (PolicyDocument: string, name = RoleName) =>
      failureOf(iam.send(new UpdateAssumeRolePolicyCommand({ RoleName: name, PolicyDocument })));
    expect(await refused(policy)).toMatchObject({ Code: 'MalformedPolicyDocument' });
    expect(await refused(trust, 'nobody')).toMatchObject({ Code: 'NoSuchEntity' });
  });

  it('is deleted only when nothing hangs on it', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const PolicyArn = 'arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument: policy }));
    await iam.send(new AttachRolePolicyCommand({ RoleName, PolicyArn }));
    expect(await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }))).toMatchObject({
      AttachedPolicies: [{ PolicyName: 'AWSLambdaBasicExecutionRole', PolicyArn }],
    });
    expect(await failureOf(iam.send(new DeleteRoleCommand({ RoleName })))).toMatchObject({
      name: 'DeleteConflictException',
      Code: 'DeleteConflict',
      $metadata: { httpStatusCode: 409 },
    });
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    expect(await failureOf(iam.send(new DeleteRoleCommand({ RoleName })))).toMatchObject({ Code: 'DeleteConflict' });
    await iam.send(new DetachRolePolicyCommand({ RoleName, PolicyArn }));
    await iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await failureOf(iam.send(new GetRoleCommand({ RoleName })))).toMatchObject({
      name: 'NoSuchEntityException',
      Code: 'NoSuchEntity',
      $metadata: { httpStatusCode: 404 },
    });
    expect(await failureOf(iam.send(new DeleteRoleCommand({ RoleName })))).toMatchObject({ Code: 'NoSuchEntity' });
  });

  it.each<[string, object, string]>([
    ['a name that is taken in other letters', { RoleName: RoleName.toUpperCase() }, 'EntityAlreadyExists'],
    ['a name with a slash', { RoleName: 'a/b' }, 'ValidationError'],
    ['a name of 65 letters', { RoleName: 'x'.repeat(65) }, 'ValidationError'],
    ['a path without its slashes', { Path: 'team' }, 'ValidationError'],
    ['a trust policy that is not JSON', { AssumeRolePolicyDocument: '{' }, 'MalformedPolicyDocument'],
    ['a trust policy without a principal', { AssumeRolePolicyDocument: policy }, 'MalformedPolicyDocument'],
    ['51 tags', { Tags: Array.from({ length: 51 }, (_, i) => ({ Key: `k${i}`, Value: '' })) }, 'ValidationError'],
    ['a description of 1,001 letters', { Description: 'x'.repeat(1001) }, 'ValidationError'],
    ['no trust policy', { AssumeRolePolicyDocument: undefined }, 'ValidationError'],
  ])('is refused with %s', async (_case, input, code) => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    const before = await sandbox.snapshot();
    const failure = await failureOf(
      iam.send(new CreateRoleCommand({ RoleName: 'other', AssumeRolePolicyDocument: trust, ...input })),
    );
    expect(failure.Code).toBe(code);
    expect(await sandbox.snapshot()).toEqual(before);
  });

  it.each<[string, string, string]>([
    ['is not JSON', 'x', 'MalformedPolicyDocument'],
    ['names a principal', trust, 'MalformedPolicyDocument'],
    [
      'is longer than a role may carry',
      JSON.stringify({
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'a:b', Resource: Array(900).fill('arn:aws:s3:::') }],
      }),
      'LimitExceeded',
    ],
  ])('refuses an inline policy that %s', async (_case, PolicyDocument, code) => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    expect(
      await failureOf(iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'p', PolicyDocument }))),
    ).toMatchObject({ Code: code });
    expect(await iam.send(new ListRolePoliciesCommand({ RoleName }))).toMatchObject({ PolicyNames: [] });
  });

  it('takes and gives back tags', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    await iam.send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust, Tags: [{ Key: 'a', Value: '1' }] }),
    );
    await iam.send(
      new TagRoleCommand({
        RoleName,
        Tags: [
          { Key: 'b', Value: '2' },
          { Key: 'a', Value: '3' },
        ],
      }),
    );
    await iam.send(new UntagRoleCommand({ RoleName, TagKeys: ['b', 'absent'] }));
    expect((await iam.send(new ListRoleTagsCommand({ RoleName }))).Tags).toEqual([{ Key: 'a', Value: '3' }]);
  });

  it('is listed page by page, and every role once', async () => {
    await using sandbox = await temporarySandbox({ settings: { pageSize: 2 } });
    const iam = new IAMClient(sandbox.client);
    const names = ['e', 'b', 'd', 'a', 'c'];
    for (const name of names)
      await iam.send(
        new CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trust, Path: name === 'c' ? '/team/' : '/' }),
      );
    const pages: string[][] = [];
    for await (const page of paginateListRoles({ client: iam }, {}))
      pages.push((page.Roles ?? []).map((role) => role.RoleName ?? ''));
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
    expect((await iam.send(new ListRolesCommand({ PathPrefix: '/team/' }))).Roles).toHaveLength(1);
    expect(await failureOf(iam.send(new ListRolesCommand({ Marker: 'not a marker' })))).toMatchObject({
      Code: 'ValidationError',
    });
  });

  it('is judged by a simulation as a session of it would be', async () => {
    await using sandbox = await temporarySandbox();
    const iam = new IAMClient(sandbox.client);
    const { Role } = await iam.send(new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust }));
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: 'acm-pca:Get*',
              Resource: 'arn:aws:acm-pca:us-east-1:1:certificate-authority/a',
            },
          ],
        }),
      }),
    );
    const { EvaluationResults } = await iam.send(
      new SimulatePrincipalPolicyCommand({
        PolicySourceArn: Role?.Arn,
        ActionNames: ['acm-pca:GetCertificate', 'acm-pca:IssueCertificate'],
        ResourceArns: ['arn:aws:acm-pca:us-east-1:1:certificate-authority/a'],
      }),
    );
    expect(EvaluationResults?.map((result) => [result.EvalActionName, result.EvalDecision])).toEqual([
      ['acm-pca:GetCertificate', 'allowed'],
      ['acm-pca:IssueCertificate', 'implicitDeny'],
    ]);
  });

  it('stands beside operations that the sandbox refuses by name', async () => {
    await using sandbox = await temporarySandbox();
    const failure = await failureOf(new IAMClient(sandbox.client).send(new ListUsersCommand({})));
    expect(failure).toMatchObject({ name: 'NotImplemented', $metadata: { httpStatusCode: 501 } });
    expect(failure.message).toContain('iam:ListUsers');
  });
});
