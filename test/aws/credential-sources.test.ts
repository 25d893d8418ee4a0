import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openAws } from '../../src/aws/open-aws.ts';
import type { CertprovError } from '../../src/errors.ts';
import { startCannedServer } from './canned-server.ts';
import {
  assumed,
  emptyHost,
  failureOf,
  type HostEnvironment,
  IDENTITY,
  identityOf,
  KEYS,
  REGION,
  ROLE,
} from './host-environment.ts';

let host: HostEnvironment;
beforeEach(async () => {
  host = await emptyHost();
});
afterEach(() => host.restore());

describe('what a credential_process says', () => {
  const saying = async (words: string, stderr: string): Promise<CertprovError> => {
    writeFileSync(join(host.folder, 'said'), stderr);
    writeFileSync(join(host.folder, 'tool.sh'), `cat ${join(host.folder, 'said')} >&2\nexit 7\n`);
    await host.configure(`[profile tool]\n${REGION}credential_process = sh ${join(host.folder, 'tool.sh')} ${words}\n`);
    return failureOf(() => identityOf('tool'));
  };

  it.each([
    ['--password hunter2', 'cannot log in with hunter2', 'hunter2'],
    ['--password=hunter2', 'unknown option --password=hunter2', 'hunter2'],
    ['"--token" "abc def"', 'bad token abc def', 'abc def'],
    ['', 'export AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', 'wJalr'],
    ['', '{"SecretAccessKey": "short-one"}', 'short-one'],
    ['', 'got eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln', 'eyJhbGci'],
    ['', `token ${'Qm9vbQ'.repeat(20)}`, 'Qm9vbQ'],
    ['', 'Authorization: Bearer abcdef0123456789abcdef', 'abcdef0123456789'],
    ['', '-----BEGIN PRIVATE KEY-----\nMIIE\n-----END PRIVATE KEY-----', 'MIIE'],
  ])('is told without secrets (%s)', async (words, stderr, secret) => {
    const error = await saying(words, stderr);
    expect(error.message).toMatch(/^profile "tool": its credential_process ended with exit code 7: /);
    expect(error.details).toMatchObject({ exitCode: 7, profile: 'tool' });
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain(secret);
  });

  it('is told to its end, and no longer than anybody reads', async () => {
    const { message } = await saying('--account prod', `${'noise '.repeat(50_000)}\nno session for prod\u001B[2J\n`);
    expect(message).toMatch(/no session for prod\[2J$/);
    expect(message.length).toBeLessThan(500);
  });
});

describe('a credential_process that does not end', () => {
  it('is waited for aloud, and then stopped, named with its profile and without its words', async () => {
    // What it starts itself holds its output open, also when it has been ended.
    writeFileSync(join(host.folder, 'tool.sh'), 'sleep 20 &\nexec sleep 20\n');
    const tool = `sh ${join(host.folder, 'tool.sh')} --password hunter2`;
    await host.configure(`[profile tool]\n${REGION}credential_process = ${tool}\n`);
    const told: string[] = [];
    const error = await failureOf(async () => {
      const timeouts = { processNoticeMs: 20, processMs: 200 };
      const aws = await openAws({ profile: 'tool', timeouts, onSlowSource: (what) => told.push(what) });
      return aws.reader.callerIdentity();
    });
    expect(told).toEqual(['the credential_process of profile "tool" (sh)']);
    expect(error).toMatchObject({
      code: 'AWS_CREDENTIALS_MISSING',
      message: 'profile "tool": its credential_process (sh) did not end within 0.2 s, and was stopped',
      details: { profile: 'tool' },
    });
    expect(error.fix).toMatch(/run the command of its credential_process yourself/);
    expect(inspect(error, { depth: null, showHidden: true })).not.toContain('hunter2');
  });

  it('is not mentioned when it is quick', async () => {
    writeFileSync(join(host.folder, 'tool.sh'), 'exit 7\n');
    await host.configure(`[profile tool]\n${REGION}credential_process = sh ${join(host.folder, 'tool.sh')}\n`);
    const told: string[] = [];
    await failureOf(async () =>
      (await openAws({ profile: 'tool', onSlowSource: (what) => told.push(what) })).reader.callerIdentity(),
    );
    expect(told).toEqual([]);
  });
});

describe('a profile with mfa_serial', () => {
  const SERIAL = 'arn:aws:iam::111122223333:mfa/phone';

  it('asks for the code once, and sends it', async () => {
    await host.configure(
      `[profile mfa]\n${REGION}${ROLE}source_profile = base\nmfa_serial = ${SERIAL}\nexternal_id = ours\nduration_seconds = 900\n[profile base]\n${KEYS}`,
    );
    await using account = await startCannedServer(({ body }) =>
      body.includes('Action=AssumeRole') ? assumed('AssumeRole') : IDENTITY,
    );
    process.env['AWS_ENDPOINT_URL'] = account.endpoint;
    const asked: string[] = [];
    const aws = await openAws({
      profile: 'mfa',
      askMfaCode: async (serial, profile) => {
        asked.push(`${serial} ${profile}`);
        return '123456';
      },
    });
    await aws.reader.callerIdentity();
    await aws.reader.callerIdentity();
    expect(asked).toEqual([`${SERIAL} mfa`]);
    const [assume, ...identities] = account.seen;
    const sent = Object.fromEntries(new URLSearchParams(assume?.body));
    expect(sent).toMatchObject({
      SerialNumber: SERIAL,
      TokenCode: '123456',
      ExternalId: 'ours',
      DurationSeconds: '900',
    });
    expect(assume?.headers['authorization']).toContain('AKIDFILE/');
    expect(identities.map(({ headers }) => headers['authorization'])).toEqual(
      Array.from({ length: 2 }, () => expect.stringContaining('ASIAASSUMED/')),
    );
  });

  it('says what to do where there is no terminal', async () => {
    await host.configure(
      `[profile mfa]\n${REGION}${ROLE}source_profile = base\nmfa_serial = ${SERIAL}\n[profile base]\n${KEYS}`,
    );
    const { fix } = await failureOf(() => identityOf('mfa'));
    expect(fix).toContain('aws configure export-credentials --profile mfa --format env');
    expect(fix).toContain(`aws sts get-session-token --serial-number ${SERIAL}`);
    expect(fix).toContain('a role without MFA');
  });
});

describe('a web identity', () => {
  it.each([
    ['of the environment', {}, { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/R', AWS_ROLE_SESSION_NAME: 'pod' }],
    [
      'of the environment, before the keys of the default profile',
      { credentials: `[default]\n${KEYS}` },
      { AWS_ROLE_ARN: 'arn:aws:iam::111122223333:role/R', AWS_ROLE_SESSION_NAME: 'pod' },
    ],
  ])('%s is used, unsigned, and said', async (_what, { credentials = '' }: { credentials?: string }, env) => {
    writeFileSync(join(host.folder, 'token'), 'tOkEn\n');
    await host.configure(`[default]\n${REGION}`, credentials);
    await using account = await startCannedServer(assumed('AssumeRoleWithWebIdentity'), IDENTITY);
    Object.assign(process.env, env, {
      AWS_ENDPOINT_URL: account.endpoint,
      AWS_WEB_IDENTITY_TOKEN_FILE: join(host.folder, 'token'),
    });
    const aws = await openAws();
    await aws.reader.callerIdentity();
    const [assume, identity] = account.seen;
    expect(Object.fromEntries(new URLSearchParams(assume?.body))).toMatchObject({
      WebIdentityToken: 'tOkEn',
      RoleSessionName: 'pod',
    });
    expect(assume?.headers['authorization']).toBeUndefined();
    expect(identity?.headers['authorization']).toContain('ASIAASSUMED/');
    expect(aws.credentialsNote).toBe('the role of AWS_WEB_IDENTITY_TOKEN_FILE');
  });
});
