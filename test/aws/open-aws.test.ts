import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect, promisify } from 'node:util';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { clientSettings } from '../../src/aws/connection/client-settings.ts';
import { ChangesSent } from '../../src/aws/connection/changes-sent.ts';
import { type Connection, TIMEOUTS } from '../../src/aws/connection/connection.ts';
import { PLAIN } from '../../src/aws/connection/endpoint-variant.ts';
import { openAws } from '../../src/aws/open-aws.ts';
import { html, json, jsonError, startCannedServer, xml } from './canned-server.ts';
import { openCanned } from './open-canned.ts';

const run = promisify(execFile);
const IDENTITY = xml(
  200,
  '<R><GetCallerIdentityResult><Arn>arn:aws-us-gov:sts::111122223333:assumed-role/R/s</Arn><Account>111122223333</Account></GetCallerIdentityResult></R>',
);

let folder: string;
let saved: NodeJS.ProcessEnv;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'certprov-aws-'));
  saved = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
  // Each test has its own folder, so that the SDK's cache of files never answers for another test.
  await configure('', '');
  process.env['AWS_EC2_METADATA_DISABLED'] = 'true';
});

afterEach(async () => {
  process.env = saved;
  await rm(folder, { recursive: true, force: true });
});

async function configure(config: string, credentials: string): Promise<void> {
  process.env['AWS_CONFIG_FILE'] = join(folder, 'config');
  process.env['AWS_SHARED_CREDENTIALS_FILE'] = join(folder, 'credentials');
  await writeFile(join(folder, 'config'), config);
  await writeFile(join(folder, 'credentials'), credentials);
}

const connectionWithoutEndpoints = (): Connection => ({
  region: 'eu-west-1',
  credentials: async () => ({ accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 's' }),
  endpoints: {},
  endpointHost: undefined,
  variant: PLAIN,
  isolated: false,
  userAgent: 'test',
  changes: new ChangesSent(),
  timeouts: TIMEOUTS,
  agents: { http: new HttpAgent(), https: new HttpsAgent() },
});

describe('the Region', () => {
  it('comes from the option, then AWS_REGION, then AWS_DEFAULT_REGION, then the profile', async () => {
    await configure('[default]\nregion = eu-west-1\n[profile other]\nregion = eu-west-2\n', '');
    expect((await openAws()).region).toBe('eu-west-1');
    expect((await openAws({ profile: 'other' })).region).toBe('eu-west-2');
    process.env['AWS_DEFAULT_REGION'] = 'us-west-1';
    expect((await openAws({ profile: 'other' })).region).toBe('us-west-1');
    process.env['AWS_REGION'] = 'us-west-2';
    expect((await openAws()).region).toBe('us-west-2');
    expect((await openAws({ region: 'us-gov-west-1' })).region).toBe('us-gov-west-1');
  });

  it('is asked for when nobody says one, and never guessed', async () => {
    await expect(openAws()).rejects.toMatchObject({
      code: 'AWS_REGION_MISSING',
      exitCode: 2,
      fix: expect.stringContaining('--region'),
    });
  });

  it.each(['evil.example.com/', 'us-east-1.example.com', 'US-EAST-1', ''.padEnd(300, 'a')])(
    'is not %s',
    async (region) => {
      await expect(openAws({ region })).rejects.toMatchObject({ code: 'USAGE_INVALID' });
    },
  );
});

describe('configured endpoints', () => {
  it('are used and shown', async () => {
    await using server = await startCannedServer(IDENTITY);
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: 'AKIDHOST',
      AWS_SECRET_ACCESS_KEY: 's',
    });
    const aws = await openAws({ region: 'us-east-1' });
    expect(aws.endpointHost).toBe(new URL(server.endpoint).host);
    await expect(aws.reader.callerIdentity()).resolves.toMatchObject({
      account: '111122223333',
      partition: 'aws-us-gov',
    });
    expect(server.seen[0]?.headers['authorization']).toContain('AKIDHOST/');
  });

  it('of the chosen profile count, also for the old client, and those of another profile do not', async () => {
    await using wanted = await startCannedServer(
      json(200, { CertificateAuthority: { Arn: 'arn:a', Status: 'ACTIVE' } }),
    );
    await using other = await startCannedServer(json(500, {}));
    const keys = 'aws_access_key_id = AKIDFILE\naws_secret_access_key = s\n';
    await configure(
      `[default]\nendpoint_url = ${other.endpoint}\n[profile mine]\nservices = local\nregion = eu-west-1\n[services local]\nacm_pca =\n  endpoint_url = ${wanted.endpoint}\niot =\n  endpoint_url = ${wanted.endpoint}\n`,
      `[mine]\n${keys}`,
    );
    const aws = await openAws({ profile: 'mine' });
    expect(aws.endpointHost).toBe(new URL(wanted.endpoint).host);
    await expect(aws.reader.describeCertificateAuthority('arn:a')).resolves.toMatchObject({ status: 'ACTIVE' });
    expect(wanted.seen[0]?.headers['authorization']).toContain('AKIDFILE/');
    expect(other.seen).toEqual([]);
  });

  it('of another profile do not count for a service that the chosen one leaves to AWS', async () => {
    await configure('[default]\nendpoint_url = http://127.0.0.1:9\n[profile mine]\nregion = eu-west-1\n', '');
    expect((await openAws({ profile: 'mine' })).endpointHost).toBeUndefined();
    const lambda = new LambdaClient(clientSettings(connectionWithoutEndpoints(), 'lambda', 'read'));
    const hosts: string[] = [];
    const noteHost = () => async (args: { request: { hostname: string } }) => {
      hosts.push(args.request.hostname);
      throw new Error('not sent');
    };
    lambda.middlewareStack.add(noteHost as never, { step: 'finalizeRequest', priority: 'low' });
    await expect(lambda.send(new GetAccountSettingsCommand({}))).rejects.toThrow('not sent');
    expect(hosts).toEqual(['lambda.eu-west-1.amazonaws.com']);
  });

  it('can be switched off', async () => {
    Object.assign(process.env, { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true' });
    expect((await openAws({ region: 'us-east-1' })).endpointHost).toBeUndefined();
  });

  it('have to be URLs', async () => {
    process.env['AWS_ENDPOINT_URL'] = 'not a url';
    await expect(openAws({ region: 'us-east-1' })).rejects.toMatchObject({ code: 'USAGE_INVALID' });
  });
});

describe('credentials', () => {
  it('that are nowhere are missed before anything is sent', async () => {
    await using server = await startCannedServer(IDENTITY);
    process.env['AWS_ENDPOINT_URL'] = server.endpoint;
    const aws = await openAws({ region: 'us-east-1' });
    await expect(aws.reader.callerIdentity()).rejects.toMatchObject({
      code: 'AWS_CREDENTIALS_MISSING',
      message: 'there are no AWS credentials to use',
      details: { definite: true },
    });
    expect(server.seen).toEqual([]);
  });

  it('of an unknown profile are missed by its name', async () => {
    await expect(openAws({ profile: 'nobody' })).rejects.toMatchObject({
      code: 'AWS_CREDENTIALS_MISSING',
      message: 'there is no AWS profile "nobody" on this machine (named by --profile)',
    });
  });

  it.each([
    ['old', 'https://corp.invalid/start', ''],
    ['new', 'corp', 'sso_session = corp\n'],
  ])('of an SSO session that has ended ask for a new login (%s form of profile)', async (_form, cacheKey, session) => {
    const start = 'sso_region = eu-west-1\nsso_start_url = https://corp.invalid/start\n';
    await configure(
      `[profile sso]\nregion = eu-west-1\nsso_account_id = 111122223333\nsso_role_name = R\n${session || start}[sso-session corp]\n${start}`,
      '',
    );
    process.env['HOME'] = folder;
    const cache = join(folder, '.aws', 'sso', 'cache');
    await mkdir(cache, { recursive: true });
    const token = {
      accessToken: 'left over',
      expiresAt: '2020-01-01T00:00:00Z',
      startUrl: 'https://corp.invalid/start',
    };
    await writeFile(
      join(cache, `${createHash('sha1').update(cacheKey).digest('hex')}.json`),
      JSON.stringify({ ...token, region: 'eu-west-1' }),
    );
    const aws = await openAws({ profile: 'sso' });
    await expect(aws.reader.callerIdentity()).rejects.toMatchObject({
      code: 'AWS_CREDENTIALS_EXPIRED',
      fix: expect.stringContaining('aws sso login'),
    });
  });

  it('of a failing credential_process are missed without a word of its command line', async () => {
    await configure('[profile tool]\nregion = eu-west-1\ncredential_process = false --password hunter2\n', '');
    const aws = await openAws({ profile: 'tool' });
    const error: unknown = await aws.reader.callerIdentity().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'AWS_CREDENTIALS_MISSING' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
  });

  it('are in no error, however deep one looks', async () => {
    const secrets = {
      AWS_ACCESS_KEY_ID: 'ASIAQWERTYUIOPASDFGH',
      AWS_SECRET_ACCESS_KEY: 'sEcReTsEcReT',
      AWS_SESSION_TOKEN: 'tOkEnToKeN',
    };
    Object.assign(process.env, secrets);
    for (const answer of [
      jsonError(400, 'InvalidRequestException', 'no'),
      jsonError(403, 'AccessDeniedException', 'no'),
      html(200),
      'reset',
    ] as const) {
      await using server = await startCannedServer(answer);
      process.env['AWS_ENDPOINT_URL'] = server.endpoint;
      const aws = await openAws({ region: 'us-east-1', pause: async () => undefined });
      const errors = await Promise.allSettled([
        aws.reader.describeCertificateProvider('p'),
        aws.reader.describeCertificateAuthority('arn:a'),
        aws.invoker.invoke('signer', { certificateSigningRequest: 'cSrCsR' }),
      ]);
      expect(server.seen[0]?.headers['x-amz-security-token']).toBe('tOkEnToKeN');
      for (const { status, ...settled } of errors) {
        expect(status).toBe('rejected');
        expect(inspect(settled, { depth: null, showHidden: true })).not.toMatch(/ASIAQ|sEcReT|tOkEn|Signature=|cSrCsR/);
      }
    }
  });

  it('are looked for once for all services', async () => {
    await using server = await startCannedServer((request) =>
      request.path === '/'
        ? IDENTITY
        : json(200, { AccountLimit: { ConcurrentExecutions: 1, UnreservedConcurrentExecutions: 1 } }),
    );
    const count = join(folder, 'count');
    const answer = JSON.stringify({ Version: 1, AccessKeyId: 'AKIDTOOL', SecretAccessKey: 's' });
    await writeFile(join(folder, 'tool.sh'), `echo x >> ${count}\necho '${answer}'\n`);
    await configure(`[profile tool]\nregion = eu-west-1\ncredential_process = sh ${join(folder, 'tool.sh')}\n`, '');
    process.env['AWS_ENDPOINT_URL'] = server.endpoint;
    const aws = await openAws({ profile: 'tool' });
    await aws.reader.callerIdentity();
    await aws.writer.concurrencyLimits();
    const { stdout } = await run('cat', [count]);
    expect(stdout).toBe('x\n');
  });
});

describe('the sandbox', () => {
  it('is reached whatever the host has set', async () => {
    await using server = await startCannedServer((request) =>
      request.headers['x-amz-target'] === undefined
        ? IDENTITY
        : json(200, { CertificateAuthority: { Arn: 'arn:a', Status: 'ACTIVE' } }),
    );
    await using trap = await startCannedServer(json(500, {}));
    await configure(
      '[default]\nthis is not an ini file [[[\nmax_attempts = many\n',
      '[default]\naws_access_key_id = AKIDTRAP\n',
    );
    Object.assign(process.env, {
      AWS_ENDPOINT_URL: trap.endpoint,
      AWS_ENDPOINT_URL_STS: trap.endpoint,
      AWS_ENDPOINT_URL_ACM_PCA: trap.endpoint,
      AWS_PROFILE: 'nobody',
      AWS_REGION: 'ap-south-2',
      AWS_ACCESS_KEY_ID: 'AKIDTRAP',
      AWS_SECRET_ACCESS_KEY: 'trap',
      AWS_SESSION_TOKEN: 'trap',
      AWS_USE_FIPS_ENDPOINT: 'true',
      AWS_USE_DUALSTACK_ENDPOINT: 'true',
      AWS_MAX_ATTEMPTS: 'many',
      AWS_RETRY_MODE: 'adaptive',
      AWS_AUTH_SCHEME_PREFERENCE: 'sigv4a',
    });
    const aws = await openCanned(server);
    expect(aws).toMatchObject({ region: 'us-east-1', endpointHost: new URL(server.endpoint).host });
    await expect(aws.reader.callerIdentity()).resolves.toMatchObject({ account: '111122223333' });
    await expect(aws.reader.describeCertificateAuthority('arn:a')).resolves.toMatchObject({ status: 'ACTIVE' });
    expect(trap.seen).toEqual([]);
    expect(JSON.stringify(server.seen)).not.toMatch(/trap/i);
    expect(server.seen[0]?.headers['authorization']).toContain('/us-east-1/sts/');
  });
});
