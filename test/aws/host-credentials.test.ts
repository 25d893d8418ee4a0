import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAws } from '../../src/aws/open-aws.ts';
import { json, startCannedServer, xml } from './canned-server.ts';
import {
  emptyHost,
  failureOf,
  type HostEnvironment,
  IDENTITY,
  identityOf,
  KEYS,
  onInstance,
  REGION,
  ROLE,
} from './host-environment.ts';

let host: HostEnvironment;
beforeEach(async () => {
  host = await emptyHost();
});
afterEach(() => host.restore());

describe('a profile that was named', () => {
  const CASES: readonly (readonly [string, string, string, RegExp])[] = [
    ['is not there', '', 'AWS_CREDENTIALS_MISSING', /there is no AWS profile "prod" on this machine/],
    [
      'has a credential_process that fails',
      `[profile prod]\n${REGION}credential_process = sh -c 'echo the vault is locked >&2; exit 3'\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its credential_process ended with exit code 3: the vault is locked$/,
    ],
    [
      'has a credential_process that is killed',
      `[profile prod]\n${REGION}credential_process = sh -c 'kill -9 $$'\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its credential_process was ended by SIGKILL, and said nothing on standard error$/,
    ],
    [
      'has a credential_process that gives credentials of yesterday',
      `[profile prod]\n${REGION}credential_process = echo '{"Version":1,"AccessKeyId":"A","SecretAccessKey":"x","Expiration":"2020-01-01T00:00:00Z"}'\n`,
      'AWS_CREDENTIALS_EXPIRED',
      /^profile "prod": its credential_process gave credentials that ended at 2020-01-01T00:00:00.000Z$/,
    ],
    [
      'has a credential_process that answers in another version',
      `[profile prod]\n${REGION}credential_process = echo '{"Version":2}'\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its credential_process answers in another version than 1$/,
    ],
    [
      'has a credential_process whose key has a line break in it',
      `[profile prod]\n${REGION}credential_process = echo '{"Version":1,"AccessKeyId":"AKIA\\nX","SecretAccessKey":"x"}'\n`,
      'AWS_CREDENTIALS_INVALID',
      /^profile "prod": its credentials hold a character that no key has/,
    ],
    [
      'has a secret with a blank in it',
      `[profile prod]\n${REGION}aws_access_key_id = AKIA\naws_secret_access_key = x y\n`,
      'AWS_CREDENTIALS_INVALID',
      /^profile "prod": its credentials hold a character that no key has/,
    ],
    [
      'has a credential_process with an open quote',
      `[profile prod]\n${REGION}credential_process = sh -c 'exit\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its credential_process could not be started/,
    ],
    [
      'has no session of IAM Identity Center',
      `[profile prod]\n${REGION}sso_account_id = 111122223333\nsso_role_name = R\nsso_region = eu-west-1\nsso_start_url = https://corp.invalid\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": .*SSO/,
    ],
    [
      'has a role whose source is not there',
      `[profile prod]\n${REGION}${ROLE}source_profile = base\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its source_profile "base" does not exist$/,
    ],
    [
      'has a role whose source fails',
      `[profile prod]\n${REGION}${ROLE}source_profile = base\n[profile base]\ncredential_process = false\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its source_profile "base": its credential_process ended with exit code 1/,
    ],
    [
      'has a role and needs a code where nobody can be asked',
      `[profile prod]\n${REGION}${ROLE}source_profile = base\nmfa_serial = arn:aws:iam::111122223333:mfa/phone\n[profile base]\n${KEYS}`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": it needs a code of the MFA device arn:aws:iam::111122223333:mfa\/phone, and there is no terminal/,
    ],
    [
      'has a token file that is gone',
      `[profile prod]\n${REGION}${ROLE}web_identity_token_file = /nowhere/token\n`,
      'AWS_CREDENTIALS_MISSING',
      /^profile "prod": its token file cannot be read \(ENOENT\)$/,
    ],
  ];

  it.each(CASES)(
    'and %s is an error, however it was named, and nobody else is asked',
    async (_what, config, code, message) => {
      await host.configure(config);
      await using account = await startCannedServer(IDENTITY);
      await using instance = await onInstance();
      process.env['AWS_ENDPOINT_URL'] = account.endpoint;
      for (const variable of [undefined, 'AWS_PROFILE', 'AWS_DEFAULT_PROFILE']) {
        if (variable !== undefined) process.env[variable] = 'prod';
        const error = await failureOf(() => identityOf(variable === undefined ? 'prod' : undefined));
        expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
        expect(error.details['profile']).toBe('prod');
        if (variable !== undefined) delete process.env[variable];
      }
      expect(instance.seen).toEqual([]);
      expect(account.seen).toEqual([]);
    },
  );

  it('and whose role may not be assumed is an error that names both', async () => {
    await host.configure(`[profile prod]\n${REGION}${ROLE}source_profile = base\n[profile base]\n${KEYS}`);
    await using account = await startCannedServer(
      xml(
        403,
        '<ErrorResponse><Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::111122223333:user/u is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::111122223333:role/R</Message></Error></ErrorResponse>',
      ),
    );
    await using instance = await onInstance();
    process.env['AWS_ENDPOINT_URL'] = account.endpoint;
    await expect(identityOf('prod')).rejects.toMatchObject({
      code: 'AWS_ACCESS_DENIED',
      message: expect.stringMatching(
        /^profile "prod": the role arn:aws:iam::111122223333:role\/R could not be assumed: /,
      ),
    });
    expect(instance.seen).toEqual([]);
  });

  it('and only has a Region falls through to the role of the instance, which is said', async () => {
    await host.configure(`[profile prod]\n${REGION}`);
    await using account = await startCannedServer(IDENTITY);
    await using instance = await onInstance();
    process.env['AWS_ENDPOINT_URL'] = account.endpoint;
    const aws = await openAws({ profile: 'prod' });
    await aws.reader.callerIdentity();
    expect(account.seen[0]?.headers['authorization']).toContain('AKIDINSTANCE/');
    expect(instance.seen.length).toBeGreaterThan(0);
    expect(aws.credentialsNote).toBe('the role of this instance, as profile prod of --profile holds none of its own');
  });
});

describe('variables that are set to nothing', () => {
  /** Every variable that the AWS CLI or the SDK knows. */
  const VARIABLES = [
    'AWS_PROFILE',
    'AWS_DEFAULT_PROFILE',
    'AWS_REGION',
    'AWS_ACCESS_KEY_ID',
    'AWS_SECRET_ACCESS_KEY',
    'AWS_SESSION_TOKEN',
    'AWS_SECURITY_TOKEN',
    'AWS_CREDENTIAL_EXPIRATION',
    'AWS_ENDPOINT_URL_STS',
    'AWS_ENDPOINT_URL_IOT',
    'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
    'AWS_USE_FIPS_ENDPOINT',
    'AWS_USE_DUALSTACK_ENDPOINT',
    'AWS_CONTAINER_CREDENTIALS_FULL_URI',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_ROLE_ARN',
    'AWS_MAX_ATTEMPTS',
    'AWS_RETRY_MODE',
    'AWS_DEFAULTS_MODE',
    'AWS_SDK_UA_APP_ID',
    'AWS_AUTH_SCHEME_PREFERENCE',
    'AWS_DISABLE_REQUEST_COMPRESSION',
    'AWS_REQUEST_MIN_COMPRESSION_SIZE_BYTES',
    'AWS_ACCOUNT_ID_ENDPOINT_MODE',
    'AWS_STS_REGIONAL_ENDPOINTS',
    'AWS_EC2_METADATA_SERVICE_ENDPOINT',
    'AWS_CA_BUNDLE',
  ];

  it('count as not set, all of them at once', async () => {
    await host.configure(`[default]\n${REGION}`, `[default]\n${KEYS}`);
    await using account = await startCannedServer(({ path }) =>
      path === '/' ? IDENTITY : json(200, { certificateProviders: [] }),
    );
    for (const name of VARIABLES) process.env[name] = '';
    Object.assign(process.env, { AWS_ENDPOINT_URL: account.endpoint, AWS_DEFAULT_REGION: 'us-west-2' });
    const aws = await openAws();
    expect(aws.region).toBe('us-west-2');
    await expect(aws.reader.callerIdentity()).resolves.toMatchObject({ account: '111122223333' });
    await expect(aws.reader.listCertificateProviders()).resolves.toEqual([]);
    expect(account.seen[0]?.headers['authorization']).toContain('AKIDFILE/');
  });

  it('of the Region leave it to the profile', async () => {
    await host.configure(`[default]\n${REGION}`);
    Object.assign(process.env, { AWS_REGION: '', AWS_DEFAULT_REGION: '' });
    expect((await openAws()).region).toBe('eu-west-1');
  });

  it('do not hide what the profile says', async () => {
    await host.configure(
      `[default]\n${REGION}endpoint_url = http://127.0.0.1:9\nignore_configured_endpoint_urls = true\n`,
    );
    process.env['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'] = '';
    expect((await openAws()).endpointHost).toBeUndefined();
  });

  it('and settings that are empty in the profile likewise', async () => {
    await host.configure('[default]\nregion =\nuse_fips_endpoint =\nendpoint_url =\n');
    await expect(openAws()).rejects.toMatchObject({ code: 'AWS_REGION_MISSING' });
  });
});

describe('credentials that end', () => {
  it('are renewed before they do, and the old ones count until then when that fails', async () => {
    const [runs, tool] = [join(host.folder, 'runs'), join(host.folder, 'tool.sh')];
    const soon = new Date(Date.now() + 120_000).toISOString();
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'AKIDTOOL', SecretAccessKey: 's', Expiration: soon });
    writeFileSync(tool, `test -e ${runs} && { echo y >> ${runs}; exit 1; }\necho x >> ${runs}\necho '${answer}'\n`);
    await host.configure(`[profile tool]\n${REGION}credential_process = sh ${tool}\n`);
    await using account = await startCannedServer(IDENTITY);
    process.env['AWS_ENDPOINT_URL'] = account.endpoint;
    const aws = await openAws({ profile: 'tool' });
    for (let i = 0; i < 2; i++) await aws.reader.callerIdentity();
    expect(readFileSync(runs, 'utf8')).toMatch(/^x\n(y\n)+$/);
    expect(account.seen).toHaveLength(2);
  });
});

describe('the keys of the environment', () => {
  it.each([
    ['AWS_PROFILE', 'keys of the environment (AWS_ACCESS_KEY_ID), not those of AWS_PROFILE=prod'],
    ['AWS_DEFAULT_PROFILE', 'keys of the environment (AWS_ACCESS_KEY_ID), not those of AWS_DEFAULT_PROFILE=prod'],
  ])('go before %s, which is said', async (variable, note) => {
    await host.configure(`[profile prod]\n${REGION}`, `[prod]\n${KEYS}`);
    await using account = await startCannedServer(IDENTITY);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDENV',
      AWS_SECRET_ACCESS_KEY: 's',
      [variable]: 'prod',
    });
    const aws = await openAws();
    await aws.reader.callerIdentity();
    expect(account.seen[0]?.headers['authorization']).toContain('AKIDENV/');
    expect(aws.credentialsNote).toBe(note);
    const named = await openAws({ profile: 'prod' });
    await named.reader.callerIdentity();
    expect(account.seen[1]?.headers['authorization']).toContain('AKIDFILE/');
    expect(named.credentialsNote).toBe(
      'profile prod of --profile, not the keys of the environment (AWS_ACCESS_KEY_ID)',
    );
  });

  it('without their secret are an error, and no reason to look elsewhere', async () => {
    await host.configure('', `[default]\n${KEYS}`);
    process.env['AWS_ACCESS_KEY_ID'] = 'AKIDENV';
    const aws = await openAws({ region: 'eu-west-1' });
    await expect(aws.reader.callerIdentity()).rejects.toMatchObject({
      code: 'AWS_CREDENTIALS_MISSING',
      message: 'AWS_ACCESS_KEY_ID is set, and AWS_SECRET_ACCESS_KEY is not',
    });
  });
});
