import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, type ClientConfig } from './account.ts';
import { walk } from './walk.ts';

let enabled: Account;
beforeAll(async () => {
  enabled = await Account.enabled();
});

const REPORTS = join('..', 'shared', 'corpora', 'reports');
const PROFILES = `[profile broken]
region = us-east-1
credential_process = sh -c 'echo no vault here >&2; exit 3'
[profile stale]
region = us-east-1
credential_process = echo '{"Version":1,"AccessKeyId":"AKIAEXAMPLE000000000","SecretAccessKey":"x","SessionToken":"x","Expiration":"2020-01-01T00:00:00Z"}'
[profile one]
region = us-east-1
aws_access_key_id = AKIANOBODYKNOWSTHIS0
aws_secret_access_key = x
[profile operator]
region = us-east-1
[profile mfa]
region = us-east-1
role_arn = arn:aws:iam::000000000000:role/operators
role_session_name = somebody
source_profile = operator
mfa_serial = arn:aws:iam::000000000000:mfa/phone
`;

/** A machine that reaches this account, with profiles and, where asked for, the role of an instance. */
async function onMachine<T>(
  account: Account,
  act: (env: Record<string, string>, client: ClientConfig) => Promise<T>,
  { config = PROFILES }: { readonly config?: string } = {},
): Promise<T> {
  return account.elsewhere(async (client) => {
    const { accessKeyId, secretAccessKey } = client.credentials;
    const instance = createServer((request, response) => {
      const keys = { AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, Token: '' };
      if (request.method === 'PUT') response.setHeader('x-aws-ec2-metadata-token-ttl-seconds', '21600').end('token');
      else if (request.url?.endsWith('security-credentials/')) response.end('instance-role');
      else response.end(JSON.stringify({ Code: 'Success', ...keys, Expiration: '2099-01-01T00:00:00Z' }));
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => instance.once('listening', resolve));
    const files = join(account.home, 'aws');
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'config'), config);
    writeFileSync(
      join(files, 'credentials'),
      `[operator]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n`,
    );
    try {
      return await act(
        {
          AWS_ENDPOINT_URL: client.endpoint,
          AWS_REGION: 'us-east-1',
          AWS_CONFIG_FILE: join(files, 'config'),
          AWS_SHARED_CREDENTIALS_FILE: join(files, 'credentials'),
          AWS_EC2_METADATA_DISABLED: 'false',
          AWS_EC2_METADATA_SERVICE_ENDPOINT: `http://127.0.0.1:${(instance.address() as AddressInfo).port}`,
        },
        client,
      );
    } finally {
      instance.closeAllConnections();
      await new Promise((resolve) => instance.close(resolve));
    }
  });
}

describe('a profile that was named on an instance with a role', () => {
  it.each([
    [
      'prod-typo',
      'AWS_CREDENTIALS_MISSING',
      'there is no AWS profile "prod-typo" on this machine (named by --profile)',
    ],
    [
      'broken',
      'AWS_CREDENTIALS_MISSING',
      'profile "broken": its credential_process ended with exit code 3: no vault here',
    ],
    ['stale', 'AWS_CREDENTIALS_EXPIRED', 'profile "stale": its credential_process gave credentials that ended at'],
    ['mfa', 'AWS_CREDENTIALS_MISSING', 'profile "mfa": it needs a code of the MFA device'],
  ])('and gives nothing (%s) lets no rollback into the account of the instance', async (profile, code, message) => {
    const account = enabled.copy();
    await onMachine(account, async (env) => {
      let exitCode: number | null = null;
      const requests = await account.requestsOf(async () => {
        const run = await account.run(['rollback', '--profile', profile, '--yes', '--json'], { env });
        exitCode = run.exitCode;
        expect(run.json().error).toMatchObject({ code, message: expect.stringContaining(message) });
      });
      expect(exitCode).toBe(1);
      expect(requests).toEqual([]);
    });
  });

  it.skipIf(!existsSync(REPORTS))('as it was reported: unknown, failing, expired', async () => {
    const account = enabled.copy();
    const config = readFileSync(join(REPORTS, '01-profile-falls-through', 'config'), 'utf8');
    await onMachine(
      account,
      async (env) => {
        for (const profile of ['prod-typo', 'broken', 'stale']) {
          for (const named of [{ flags: ['--profile', profile] }, { variables: { AWS_PROFILE: profile } }]) {
            const options = { env: { ...env, ...named.variables } };
            const { exitCode, stderr } = await account.run(['status', ...(named.flags ?? [])], options);
            expect(exitCode).toBe(1);
            expect(stderr).toContain(`"${profile}"`);
          }
        }
      },
      { config },
    );
  });
});

describe('the first lines of a command', () => {
  it('say that the keys of the environment go before AWS_PROFILE', async () => {
    const account = enabled.copy();
    await onMachine(account, async (env, { credentials }) => {
      const keys = { AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey };
      const both = await account.run(['status'], { env: { ...env, ...keys, AWS_PROFILE: 'one' } });
      expect(both).toMatchObject({ exitCode: 0 });
      expect(both.stderr).toMatch(
        /^ {2}credentials: keys of the environment \(AWS_ACCESS_KEY_ID\), not those of AWS_PROFILE=one\n/,
      );
      const named = await account.run(['status', '--profile', 'one'], { env: { ...env, ...keys } });
      expect(named).toMatchObject({ exitCode: 1 });
      expect(named.stderr).toContain('AWS does not know these credentials');
    });
  });

  it('say nothing where the credentials are those that one expects', async () => {
    const account = enabled.copy();
    await onMachine(account, async (env) => {
      const { exitCode, stderr } = await account.run(['status', '--profile', 'operator'], { env });
      expect(exitCode).toBe(0);
      expect(stderr).not.toContain('credentials:');
    });
  });

  it('say that FIPS endpoints are asked, also when they cannot be reached', async () => {
    const account = enabled.copy();
    const keys = { AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000', AWS_SECRET_ACCESS_KEY: 'x', AWS_REGION: 'us-east-1' };
    const env = { ...keys, AWS_USE_FIPS_ENDPOINT: 'true' };
    const { stderr } = await account.run(['status'], { env });
    expect(stderr).toMatch(/^ {2}FIPS \(AWS_USE_FIPS_ENDPOINT\) endpoints of AWS\n/);
    const nowhere = await account.run(['status', '--region', 'eu-central-1'], { env });
    expect(nowhere).toMatchObject({ exitCode: 2 });
    expect(nowhere.stderr).toContain('AWS IoT has no FIPS endpoint in eu-central-1');
  });
});

describe('a profile with mfa_serial', () => {
  it('has its code asked for in a terminal, and acts as its role', async () => {
    const account = enabled.copy();
    await onMachine(account, async (env, client) => {
      await makeRole(client);
      await using terminal = await walk(account, ['dry-run', '--profile', 'mfa'], { env, rows: 60 });
      await terminal.waitFor(/Code of the MFA device arn:aws:iam::000000000000:mfa\/phone/);
      terminal.type('12345');
      terminal.press('enter');
      await terminal.waitFor(/a code has six digits/);
      terminal.type('6');
      terminal.press('enter');
      await terminal.exited;
      expect(terminal.scrollback().join('')).toContain('assumed-role/operators/somebody');
    });
  });
});

async function makeRole({ endpoint, region, credentials }: ClientConfig): Promise<void> {
  const { CreateRoleCommand, IAMClient, PutRolePolicyCommand } = await import('@aws-sdk/client-iam');
  const iam = new IAMClient({ endpoint, region, credentials });
  const allow = (statement: object): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] });
  const AssumeRolePolicyDocument = allow({ Principal: { AWS: '*' }, Action: 'sts:AssumeRole' });
  await iam.send(new CreateRoleCommand({ RoleName: 'operators', AssumeRolePolicyDocument }));
  const PolicyDocument = allow({ Action: '*', Resource: '*' });
  await iam.send(new PutRolePolicyCommand({ RoleName: 'operators', PolicyName: 'all', PolicyDocument }));
}
