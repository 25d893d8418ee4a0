import { CreateRoleCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import type { CertprovRun } from '../support/certprov.ts';
import { Account } from './account.ts';

const seeded = await Account.seeded();
const RoleName = 'deployer';

interface Role {
  readonly path: string;
  readonly statements: readonly object[];
}

const allow = (Action: unknown): object => ({ Effect: 'Allow', Action, Resource: '*' });

/** The command, with the credentials of a session of a role, against the account served to any AWS client. */
async function asRole({ path, statements }: Role, args: readonly string[]): Promise<CertprovRun> {
  const account = seeded.copy();
  return account.elsewhere(async (client) => {
    const iam = new IAMClient(client);
    const trust = {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Principal: { AWS: 'arn:aws:iam::000000000000:root' }, Action: 'sts:AssumeRole' }],
    };
    const { Role: role } = await iam.send(
      new CreateRoleCommand({ RoleName, Path: path, AssumeRolePolicyDocument: JSON.stringify(trust) }),
    );
    const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement: statements });
    await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: 'may', PolicyDocument }));
    const { Credentials } = await new STSClient(client).send(
      new AssumeRoleCommand({ RoleArn: role?.Arn, RoleSessionName: 'somebody' }),
    );
    return account.run(args, {
      env: {
        AWS_ENDPOINT_URL: client.endpoint,
        AWS_REGION: client.region,
        AWS_ACCESS_KEY_ID: Credentials?.AccessKeyId,
        AWS_SECRET_ACCESS_KEY: Credentials?.SecretAccessKey,
        AWS_SESSION_TOKEN: Credentials?.SessionToken,
      },
    });
  });
}

const CHECK = ['policy', 'check', '--for', 'rollback', '--json'];

describe.concurrent('a session of a role', () => {
  it('is looked up by the role behind it, with its path', async () => {
    const run = await asRole({ path: '/team/', statements: [allow('*')] }, CHECK);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({
      principal: `arn:aws:iam::000000000000:role/team/${RoleName}`,
      verdict: 'allowed',
    });
  });

  it('has no answer where the role has a path that nobody may look up', async () => {
    const statements = [{ Effect: 'Allow', NotAction: 'iam:GetRole', Resource: '*' }];
    const run = await asRole({ path: '/team/', statements }, CHECK);
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.json()).toMatchObject({ verdict: 'unknown', missing: [] });
    expect(run.stderr).toMatch(/The role with name deployer cannot\s+be found/);
  });

  it('has an answer where the role has none and nobody may look it up', async () => {
    const statements = [
      { Effect: 'Allow', NotAction: ['iam:GetRole', 'iot:DeleteCertificateProvider'], Resource: '*' },
    ];
    const run = await asRole({ path: '/', statements }, CHECK);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()['missing']).toMatchObject([
      { action: 'iam:GetRole' },
      { action: 'iot:DeleteCertificateProvider' },
    ]);
  });

  it('is told in init that a policy of the session is not seen', async () => {
    const run = await asRole({ path: '/team/', statements: [allow('*')] }, ['init', '--plan', '--yes']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(
      /rights {2}role\/deployer may do all of it, and roll it back, as\s+IAM\s+simulates\s+it;\s+a\s+policy\s+of/,
    );
  });
});
