import { GetRolePolicyCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { functionDescription } from '../../src/aws/function-description.ts';
import type { PolicyDocument } from '../../src/aws/ports/ports.ts';
import { checkSignerSettings } from '../../src/checks/signer-settings.ts';
import { WORKLOAD_KEY } from '../../src/sandbox/seed/landing-zone.ts';
import { Account, PROVEN, UNATTENDED } from './account.ts';
import { ROLE_FLAGS } from './landing-zone-flags.ts';

const TAGS = ['--tags', 'CostCenter=1234', '--tags', 'Owner=iot'];
const KEY = ['--encryption-key', WORKLOAD_KEY];
const ROLE = { RoleName: 'acme-certprov-signer-us-east-1', PolicyName: 'certprov-issue' };

const createCa = (account: Account, ...more: readonly string[]): readonly string[] => {
  const out = join(account.home, 'ca.pem');
  return [
    'ca',
    'create',
    '--sandbox',
    '--subject',
    'CN=Acme Own CA',
    '--key',
    'secret',
    '--out',
    out,
    '--yes',
    ...more,
  ];
};
const linked = (account: Account): readonly string[] => [
  '--create-function',
  'certprov-signer',
  '--ca-kind',
  'secret',
  '--ca-secret',
  'certprov-ca/certprov-device-ca',
  '--ca-certificate',
  join(account.home, 'ca.pem'),
];
const withoutOrganization = ['sandbox', 'policy', '--kind', 'service-control', '--none'];

let zone: Account;

beforeAll(async () => {
  zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
});

const policyOf = (account: Account): Promise<PolicyDocument> =>
  account.elsewhere(async (client) => {
    const { PolicyDocument: text = '' } = await new IAMClient(client).send(new GetRolePolicyCommand(ROLE));
    return JSON.parse(decodeURIComponent(text)) as PolicyDocument;
  });

describe.concurrent('--encryption-key', () => {
  it('is named where a service control policy wants it, and puts secret and environment under the key', async () => {
    const account = zone.copy();
    const refused = await account.run([...createCa(account, ...TAGS), '--json']);
    expect(refused.exitCode).toBe(1);
    expect(refused.json().error?.fix).toContain('what this run did not give: --encryption-key or --name-prefix');
    expect(await account.snapshot()).toEqual(await zone.snapshot());

    const made = await account.run(createCa(account, ...TAGS, ...KEY));
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    const run = await account.run([...PROVEN, ...linked(account), ...ROLE_FLAGS, ...TAGS, ...KEY]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('512 MB · under the key 7c0f6a52-3b1d-4f8e-9a61-d2c94be05a17');
    const there = await account.elsewhere(async (client) => ({
      secret: await new SecretsManagerClient(client).send(
        new DescribeSecretCommand({ SecretId: 'certprov-ca/certprov-device-ca' }),
      ),
      lambda: await new LambdaClient(client).send(
        new GetFunctionConfigurationCommand({ FunctionName: 'acme-certprov-signer' }),
      ),
    }));
    expect(there).toMatchObject({ secret: { KmsKeyId: WORKLOAD_KEY }, lambda: { KMSKeyArn: WORKLOAD_KEY } });
    expect((await policyOf(account)).Statement).toEqual(
      expect.arrayContaining([
        {
          Sid: 'DecryptOwnSettings',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: WORKLOAD_KEY,
          Condition: {
            StringEquals: {
              'kms:EncryptionContext:aws:lambda:FunctionArn':
                'arn:aws:lambda:us-east-1:000000000000:function:acme-certprov-signer',
            },
          },
        },
        {
          Sid: 'DecryptOwnSecret',
          Effect: 'Allow',
          Action: 'kms:Decrypt',
          Resource: WORKLOAD_KEY,
          Condition: { StringLike: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com*' } },
        },
      ]),
    );
    const status = await account.run(['status', '--sandbox']);
    expect(status.stdout.replaceAll(/\s+/g, ' ')).toContain(
      `environment under ${WORKLOAD_KEY} · secret under the same · tags CostCenter, Owner`,
    );
    expect((await account.run(['status', '--sandbox', '--json'])).json()).toMatchObject({
      provider: { landingZone: { encryptionKeyArn: WORKLOAD_KEY, secretKeyId: WORKLOAD_KEY } },
    });
    const signer = ['policy', 'signer', '--sandbox', '--function', 'acme-certprov-signer', '--ca-kind', 'secret'];
    const named = [...signer, '--ca-secret', 'certprov-ca/certprov-device-ca', ...KEY];
    expect((await account.run(named)).json()).toEqual(await policyOf(account));

    const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
  });

  it('again with another key says what differs', async () => {
    const account = zone.copy();
    const flags = ['--create-function', ...ROLE_FLAGS, ...TAGS];
    expect((await account.run([...UNATTENDED, ...flags])).exitCode).toBe(0);
    const again = await account.run([...UNATTENDED, ...flags, ...KEY, '--json']);
    expect(again.exitCode).toBe(3);
    expect(again.json().error?.message).toContain("the environment under AWS's own key");
  });

  it('is for the secret of a CA, and not for a key in KMS', async () => {
    const account = zone.copy();
    const inKms = createCa(account, ...KEY).map((word) => (word === 'secret' ? 'kms' : word));
    const run = await account.run([...inKms, '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.message).toContain('--encryption-key is for a secret');
  });

  it('needs of the operator what the printed policy has, and no more of the key', async () => {
    const account = zone.copy();
    const tasks = ['--for', 'init', 'ca', 'rollback-all', '--ca-kind', 'secret'];
    const printed = await account.run(['policy', 'operator', '--sandbox', ...tasks, ...ROLE_FLAGS, ...KEY]);
    expect(printed, printed.stderr).toMatchObject({ exitCode: 0 });
    account.limit(printed.json());
    const made = await account.run(createCa(account, ...TAGS, ...KEY));
    expect(made, made.stderr).toMatchObject({ exitCode: 0 });
    const run = await account.run([...PROVEN, ...linked(account), ...ROLE_FLAGS, ...TAGS, ...KEY]);
    expect(run, run.stderr).toMatchObject({ exitCode: 0 });
    expect((await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes'])).exitCode).toBe(0);

    const without = await account.run(['policy', 'operator', '--sandbox', ...tasks, ...ROLE_FLAGS]);
    account.limit(without.json());
    const refused = await account.run([...PROVEN, ...linked(account), ...ROLE_FLAGS, ...TAGS, ...KEY, '--json']);
    expect(refused.exitCode).toBe(1);
    expect(refused.json().error?.message).toMatch(/lambda:CreateFunction was refused.*kms:CreateGrant/);
  });
});

it('reads a secret that somebody put under a key of the account, without a flag for it', async () => {
  const account = await zone.after(withoutOrganization);
  expect((await account.run(createCa(account, ...KEY))).exitCode).toBe(0);
  const run = await account.run([...PROVEN, ...linked(account)]);
  expect(run, run.stderr).toMatchObject({ exitCode: 0 });
});

it('is no obstacle to a rollback for whoever may not decrypt, and no reason to say that somebody changed the signer', async () => {
  const account = await zone.after(withoutOrganization);
  expect((await account.run(createCa(account, ...KEY))).exitCode).toBe(0);
  expect((await account.run([...PROVEN, ...linked(account), ...KEY])).exitCode).toBe(0);
  account.deny('kms:Decrypt', { Resource: WORKLOAD_KEY });
  const status = await account.run(['status', '--sandbox', '--json']);
  expect(status.stdout).not.toContain('SIGNER_SETTINGS_CHANGED');
  expect(status.stdout).toContain('unable to decrypt your environment variables');
  const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
  expect(back, back.stderr).toMatchObject({ exitCode: 0 });
});

it('does not take an environment that cannot be read for one that was changed', () => {
  const lambda = functionDescription(
    {
      FunctionName: 'f',
      FunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:f',
      Handler: 'index.handler',
      Environment: { Error: { ErrorCode: 'AccessDeniedException', Message: 'Lambda was unable to decrypt' } },
    },
    { tags: {}, reservedConcurrency: undefined },
    'lambda:GetFunction',
  );
  expect(lambda.environmentUnread).toBe('Lambda was unable to decrypt');
  expect(checkSignerSettings(lambda, { environment: { CERTPROV_CA: 'x' } })).toEqual([]);
});
