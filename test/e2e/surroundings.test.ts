import { createServer } from 'node:net';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Account, UNATTENDED } from './account.ts';

const COMMANDS = [['init', '--yes', '--plan'], ['status'], ['dry-run'], ['rollback', '--yes']] as const;
const KEYS = {
  AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'not-a-real-secret-key',
  AWS_REGION: 'us-east-1',
};

describe.concurrent('without anything that AWS needs', () => {
  it.each(COMMANDS.map((args) => [args]))('%j says that there are no credentials, and what to do', async (args) => {
    const account = await Account.seeded();
    const run = await account.run([...args, '--region', 'us-east-1', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: 'AWS_CREDENTIALS_MISSING', fix: expect.stringContaining('--sandbox') },
    });
  });

  it('says that there is no Region', async () => {
    const account = await Account.seeded();
    const run = await account.run(['status', '--json'], { env: { ...KEYS, AWS_REGION: undefined } });
    expect(run.json()).toMatchObject({
      error: { code: 'AWS_REGION_MISSING', fix: expect.stringContaining('--region') },
    });
    expect(run.exitCode).toBe(run.json().error!.exitCode);
  });

  it.each([['status'], ['canary'], ['init', '--yes'], ['rollback', '--yes'], ['policy', 'check']])(
    'are not mixed: %s takes no profile for the sandbox',
    async (...words) => {
      const account = await Account.seeded();
      const run = await account.run([...words, '--sandbox', '--profile', 'prod', '--json']);
      expect(run.exitCode, run.stderr).toBe(2);
      expect(run.json()).toMatchObject({
        error: { code: 'USAGE_INVALID', message: '--profile prod names an account of yours, and --sandbox uses none' },
      });
    },
  );

  it('says that there is no such profile', async () => {
    const account = await Account.seeded();
    const run = await account.run(['status', '--profile', 'nobody', '--region', 'us-east-1', '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: expect.stringMatching(/^AWS_CREDENTIALS_/), message: expect.stringContaining('nobody') },
    });
  });

  it('says that AWS cannot be reached, and where it tried', async () => {
    const account = await Account.seeded();
    const port = await closedPort();
    const run = await account.run(['status', '--json'], {
      env: { ...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${port}` },
    });
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: {
        code: 'AWS_UNREACHABLE',
        message: expect.stringContaining(`127.0.0.1:${port}`),
        fix: expect.any(String),
      },
    });
    expect(run.stdout + run.stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
  });

  it('says that AWS does not know the keys, and never shows them', async () => {
    const account = await Account.seeded();
    await account.elsewhere(async ({ endpoint }) => {
      const run = await account.run(['status', '--json'], { env: { ...KEYS, AWS_ENDPOINT_URL: endpoint } });
      expect(run.exitCode).toBe(1);
      expect(run.json()).toMatchObject({ error: { code: 'AWS_CREDENTIALS_INVALID' } });
      expect(run.stdout + run.stderr).not.toContain(KEYS.AWS_SECRET_ACCESS_KEY);
    });
  });
});

describe.concurrent('an account behind an endpoint', () => {
  it('is set up without --sandbox too, as an AWS account would be', async () => {
    const account = await Account.seeded();
    await account.elsewhere(async ({ endpoint, region, credentials }) => {
      const env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      };
      const run = await account.run(['init', '--yes', '--confirm', '000000000000/us-east-1', '--no-canary', '--json'], {
        env,
      });
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ applied: true, next: { rollback: 'npx certprov rollback' } });
      expect(run.stderr).toContain(new URL(endpoint).host);
    });
  });
});

describe.concurrent('status behind an endpoint', () => {
  it('shows the host, and of a read that failed for another reason than a right gives that one as the remedy', async () => {
    const account = await Account.seeded();
    const port = await closedPort();
    await account.elsewhere(async ({ endpoint, region, credentials }) => {
      const env = {
        AWS_ENDPOINT_URL: endpoint,
        AWS_ENDPOINT_URL_CLOUDWATCH: `http://127.0.0.1:${port}`,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      };
      const run = await account.run(['status', '--json'], { env });
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr).toContain(`endpoint ${new URL(endpoint).host}, 127.0.0.1:${port}`);
      expect(run.json()['findings']).toContainEqual(
        expect.objectContaining({
          code: 'STATUS_INCOMPLETE',
          fix: expect.stringContaining('AWS_ENDPOINT_URL_CLOUDWATCH'),
        }),
      );
    });
  });
});

describe.concurrent('a state folder', () => {
  it('that cannot be written stops init before anything is changed', async () => {
    const account = await Account.seeded();
    const before = await account.snapshot();
    writeFileSync(join(account.home, 'journal'), 'in the way');
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: 'STATE_UNWRITABLE', fix: expect.stringContaining('CERTPROV_HOME') },
    });
    expect(await account.snapshot()).toEqual(before);
  });

  it('whose account another certprov is changing keeps a second one out', async () => {
    const account = await Account.seeded();
    const { hostname } = await import('node:os');
    const lock = join(account.home, 'lock', '000000000000-us-east-1');
    mkdirSync(lock, { recursive: true });
    writeFileSync(
      join(lock, '1'),
      JSON.stringify({ pid: process.pid, host: hostname(), since: new Date().toISOString(), command: 'init' }),
    );
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({
      error: { code: 'STATE_LOCKED', message: expect.stringContaining(String(process.pid)) },
    });
  });

  it('that is a file is an error and no defect', async () => {
    const account = await Account.seeded();
    const run = await account.run(['status', '--sandbox', '--json'], {
      env: { CERTPROV_HOME: account.file('home', '') },
    });
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({ error: { code: 'STATE_UNWRITABLE' } });
  });
});

describe.concurrent('standard output', () => {
  it.each([
    ['sandbox info', ['sandbox', 'info', '--json'], 0],
    ['sandbox reset', ['sandbox', 'reset', '--json'], 0],
    ['sandbox fault', ['sandbox', 'fault', 'lambda:CreateFunction', 'throttle', '--json'], 0],
    ['sandbox fault that is none', ['sandbox', 'fault', 'CreateFunction', 'explode', '--json'], 2],
    ['sandbox serve on a port that is none', ['sandbox', 'serve', '--port', '99999', '--json'], 2],
    ['a wait that is no number', ['rollback', '--all', '--sandbox', '--yes', '--wait', '5m', '--json'], 2],
    ['a command that is none', ['enable', '--json'], 2],
    ['an option that is none', ['status', '--sandbox', '--json', '--loud'], 2],
    ['an option without its value', ['status', '--json', '--region'], 2],
  ])('holds one document and nothing else with --json: %s', async (_name, args, exitCode) => {
    const run = await (await Account.seeded()).run(args);
    expect(run.exitCode).toBe(exitCode);
    expect(run.json()).toEqual(expect.any(Object));
    expect('error' in run.json()).toBe(exitCode !== 0);
  });

  it('is empty when a command fails without --json', async () => {
    const run = await (await Account.seeded()).run(['init', '--sandbox']);
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toBe('');
  });

  it('gives eval-able lines for other clients', async () => {
    const run = await (await Account.seeded()).run(['sandbox', 'info']);
    expect(run.stdout.split('\n').filter((line) => /^AWS_[A-Z_]+=\S+$/.test(line)).length).toBeGreaterThanOrEqual(4);
  });
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}
