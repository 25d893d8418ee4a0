import { ACMPCAClient, ListCertificateAuthoritiesCommand } from '@aws-sdk/client-acm-pca';
import {
  CreateRoleCommand,
  DeleteRoleCommand,
  DeleteRolePolicyCommand,
  IAMClient,
  PutRolePolicyCommand,
} from '@aws-sdk/client-iam';
import { IoTClient, DescribeCertificateProviderCommand } from '@aws-sdk/client-iot';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../src/sandbox/service.ts';
import { isAssumableByLambda } from '../../../src/sandbox/iam/is-assumable.ts';
import { failureOf, temporarySandbox, type TemporarySandbox } from '../temporary-sandbox.ts';

const services: Service[] = [
  {
    signingName: 'acm-pca',
    operations: { ListCertificateAuthorities: { handler: () => ({ CertificateAuthorities: [] }) } },
  },
  {
    signingName: 'iot',
    operations: {
      DescribeCertificateProvider: {
        handler: () => ({ certificateProviderName: 'x' }),
        resource: (input: { certificateProviderName: string }, call) =>
          `arn:aws:iot:${call.region}:${call.account}:certificateprovider/${input.certificateProviderName}`,
      },
    },
  },
];
const trustOf = (principal: object | string, action: string | readonly string[] = 'sts:AssumeRole'): string =>
  JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: principal, Action: action }] });
const RoleName = 'reader';

async function assumedConfig(sandbox: TemporarySandbox, policy?: object): Promise<TemporarySandbox['client']> {
  const iam = new IAMClient(sandbox.client);
  const { Role } = await iam.send(
    new CreateRoleCommand({
      RoleName,
      Path: '/team/',
      AssumeRolePolicyDocument: trustOf({ AWS: `arn:aws:iam::${sandbox.account}:root` }),
    }),
  );
  if (policy !== undefined)
    await iam.send(
      new PutRolePolicyCommand({
        RoleName,
        PolicyName: 'p',
        PolicyDocument: JSON.stringify({ Version: '2012-10-17', Statement: [policy] }),
      }),
    );
  const { Credentials: keys, AssumedRoleUser } = await new STSClient(sandbox.client).send(
    new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' }),
  );
  expect(AssumedRoleUser?.Arn).toBe('arn:aws:sts::000000000000:assumed-role/reader/me');
  expect(keys?.Expiration?.getTime()).toBeGreaterThan(Date.now() + 3_500_000);
  return {
    ...sandbox.client,
    credentials: {
      accessKeyId: keys!.AccessKeyId!,
      secretAccessKey: keys!.SecretAccessKey!,
      sessionToken: keys!.SessionToken!,
    } as TemporarySandbox['credentials'],
  };
}

describe('a role session', () => {
  it('may do what its role allows, on the resource that it names', async () => {
    await using sandbox = await temporarySandbox({ services });
    const config = await assumedConfig(sandbox, {
      Effect: 'Allow',
      Action: 'iot:Describe*',
      Resource: 'arn:aws:iot:us-east-1:000000000000:certificateprovider/mine',
    });
    const iot = new IoTClient(config);
    expect(await iot.send(new DescribeCertificateProviderCommand({ certificateProviderName: 'mine' }))).toMatchObject({
      certificateProviderName: 'x',
    });
    const failure = await failureOf(
      iot.send(new DescribeCertificateProviderCommand({ certificateProviderName: 'other' })),
    );
    expect(failure).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 403 } });
    expect(failure.message).toBe(
      'User: arn:aws:sts::000000000000:assumed-role/reader/me is not authorized to perform: iot:DescribeCertificateProvider on resource: arn:aws:iot:us-east-1:000000000000:certificateprovider/other because no identity-based policy allows the iot:DescribeCertificateProvider action',
    );
  });

  it('is told of an explicit deny', async () => {
    await using sandbox = await temporarySandbox({ services });
    const config = await assumedConfig(sandbox, { Effect: 'Deny', Action: '*', Resource: '*' });
    const failure = await failureOf(new ACMPCAClient(config).send(new ListCertificateAuthoritiesCommand({})));
    expect(failure).toMatchObject({ name: 'AccessDeniedException', $metadata: { httpStatusCode: 400 } });
    expect(failure.message).toMatch(
      /acm-pca:ListCertificateAuthorities with an explicit deny in an identity-based policy$/,
    );
  });

  it('may always ask who it is', async () => {
    await using sandbox = await temporarySandbox({ services });
    const config = await assumedConfig(sandbox);
    expect(await new STSClient(config).send(new GetCallerIdentityCommand({}))).toMatchObject({
      Arn: 'arn:aws:sts::000000000000:assumed-role/reader/me',
    });
  });

  it('loses a permission as soon as its role does', async () => {
    await using sandbox = await temporarySandbox({ services });
    const pca = new ACMPCAClient(await assumedConfig(sandbox, { Effect: 'Allow', Action: 'acm-pca:*', Resource: '*' }));
    await pca.send(new ListCertificateAuthoritiesCommand({}));
    const iam = new IAMClient(sandbox.client);
    await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: 'p' }));
    expect(await failureOf(pca.send(new ListCertificateAuthoritiesCommand({})))).toMatchObject({
      name: 'AccessDeniedException',
    });
    await iam.send(new DeleteRoleCommand({ RoleName }));
    expect(await failureOf(pca.send(new ListCertificateAuthoritiesCommand({})))).toMatchObject({
      name: 'AccessDeniedException',
    });
  });
});

describe('sts', () => {
  it.each([
    ['a role that trusts only Lambda', trustOf({ Service: 'lambda.amazonaws.com' })],
    ['a role that trusts another account', trustOf({ AWS: 'arn:aws:iam::111122223333:root' })],
  ])('does not give keys for %s', async (_case, AssumeRolePolicyDocument) => {
    await using sandbox = await temporarySandbox();
    const { Role } = await new IAMClient(sandbox.client).send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }),
    );
    const failure = await failureOf(
      new STSClient(sandbox.client).send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me' })),
    );
    expect(failure).toMatchObject({ name: 'AccessDenied', $metadata: { httpStatusCode: 403 } });
  });

  it('does not give keys for a role that is not there or for longer than it allows', async () => {
    await using sandbox = await temporarySandbox();
    const sts = new STSClient(sandbox.client);
    expect(
      await failureOf(
        sts.send(new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:role/absent', RoleSessionName: 'me' })),
      ),
    ).toMatchObject({ name: 'AccessDenied' });
    const noRole = new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::000000000000:user/someone', RoleSessionName: 'me' });
    expect(await failureOf(sts.send(noRole))).toMatchObject({
      name: 'ValidationError',
      message: 'arn:aws:iam::000000000000:user/someone is invalid',
    });
    const { Role } = await new IAMClient(sandbox.client).send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trustOf('*') }),
    );
    expect(
      await failureOf(
        sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'me', DurationSeconds: 3601 })),
      ),
    ).toMatchObject({ name: 'ValidationError' });
    expect(
      await failureOf(sts.send(new AssumeRoleCommand({ RoleArn: Role?.Arn, RoleSessionName: 'a b' }))),
    ).toMatchObject({ name: 'ValidationError' });
  });
});

describe('isAssumableByLambda', () => {
  it.each<[string, string, number, 'ok' | 'not-yet' | 'never']>([
    ['a role of Lambda that is old enough', trustOf({ Service: 'lambda.amazonaws.com' }), 1000, 'ok'],
    [
      'one of several services, among other actions of sts',
      trustOf({ Service: ['iot.amazonaws.com', 'lambda.amazonaws.com'] }, ['sts:TagSession', 'sts:AssumeRole']),
      1000,
      'ok',
    ],
    ['a role that was just made', trustOf({ Service: 'lambda.amazonaws.com' }), 999, 'not-yet'],
    ['a role of another service', trustOf({ Service: 'iot.amazonaws.com' }), 1000, 'never'],
    ['a role for tagging sessions only', trustOf({ Service: 'lambda.amazonaws.com' }, 'sts:TagSession'), 1000, 'never'],
  ])('judges %s', async (_case, AssumeRolePolicyDocument, age, expected) => {
    const now = new Date('2026-01-01T00:00:00Z');
    await using sandbox = await temporarySandbox({ clock: { now: () => now } });
    const { Role } = await new IAMClient(sandbox.client).send(
      new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument }),
    );
    const judge = (arn: string): Promise<string> =>
      sandbox.store.read((state) =>
        isAssumableByLambda(state, arn, new Date(now.getTime() + age), { roleDelayMs: 1000 }),
      );
    expect(await judge(Role?.Arn ?? '')).toBe(expected);
    expect(await judge('arn:aws:iam::000000000000:role/absent')).toBe('never');
    expect(await judge((Role?.Arn ?? '').replace('000000000000', '111122223333'))).toBe('never');
  });
});
