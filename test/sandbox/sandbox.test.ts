import { request } from 'node:http';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateRoleCommand, GetRoleCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import type { SandboxSettings, Service, Store } from '../../src/sandbox/service.ts';
import { DEFAULT_SETTINGS } from '../../src/sandbox/settings.ts';
import { failureOf, temporarySandbox } from './temporary-sandbox.ts';

const trust = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' }],
});
const createRole = (RoleName: string): CreateRoleCommand =>
  new CreateRoleCommand({ RoleName, AssumeRolePolicyDocument: trust });

/** Sends what no SDK client would. */
function rawRequest(
  endpoint: string,
  options: { headers: Record<string, string | number>; body?: Buffer; method?: string },
): Promise<{ status: number; body: string; continued: boolean }> {
  return new Promise((resolve, reject) => {
    let continued = false;
    const sent = request(endpoint, { method: options.method ?? 'POST', headers: options.headers }, (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, continued }));
    });
    sent.on('error', reject);
    if (options.headers['expect'] === undefined) sent.end(options.body);
    else
      sent.on('continue', () => {
        continued = true;
        sent.end(options.body);
      });
  });
}

describe('the server', () => {
  it.each([
    ['localhost:1', 403, 'Missing'],
    ['account.localhost', 403, 'Missing'],
    ['[::1]:80', 403, 'Missing'],
    ['evil.example', 403, 'loopback host names only'],
    ['127.0.0.1.evil.example:80', 403, 'loopback host names only'],
  ])('answers for the host %s: %i %s', async (host, status, text) => {
    await using sandbox = await temporarySandbox();
    const answer = await rawRequest(sandbox.endpoint, { method: 'GET', headers: { host } });
    expect(answer).toMatchObject({ status, body: expect.stringContaining(text) });
  });

  it('refuses a body that claims to be larger than 64 MB', async () => {
    await using sandbox = await temporarySandbox();
    const answer = await rawRequest(sandbox.endpoint, {
      headers: { 'content-length': 64 * 1024 * 1024 + 1, connection: 'close' },
      body: Buffer.alloc(1),
    }).catch((error: unknown) => error);
    expect(answer).toMatchObject({ status: 413 });
  });

  it('reads a body in chunks, after "100 Continue" when a client waits for it', async () => {
    await using sandbox = await temporarySandbox();
    const body = Buffer.from('Action=GetCallerIdentity&Version=2011-06-15');
    const answer = await rawRequest(sandbox.endpoint, {
      headers: {
        expect: '100-continue',
        'transfer-encoding': 'chunked',
        'content-type': 'application/x-www-form-urlencoded',
      },
      body,
    });
    expect(answer).toMatchObject({
      status: 403,
      continued: true,
      body: expect.stringContaining('Request is missing Authentication Token'),
    });
  });

  it('ends while a request hangs', async () => {
    await using sandbox = await temporarySandbox();
    await sandbox.addFault({ operation: '*', kind: 'hang', times: 'always' });
    const hanging = failureOf(new STSClient(sandbox.client).send(new GetCallerIdentityCommand({})));
    await expect.poll(() => readFileSync(join(sandbox.folder, 'faults.json'), 'utf8')).toContain('"seen": 1');
    await sandbox.close();
    expect((await hanging).message).toMatch(/ECONN|socket hang up|aborted/);
  });

  it("calls every service's end and its own", async () => {
    const ended: string[] = [];
    const service: Service = { signingName: 'iot', operations: {}, close: async () => void ended.push('iot') };
    const folder = mkdtempSync(join(tmpdir(), 'certprov-sandbox-'));
    const sandbox = await startSandbox({ folder, services: [service], onClose: async () => void ended.push('own') });
    await sandbox.close();
    rmSync(folder, { recursive: true });
    expect(ended).toEqual(['iot', 'own']);
    await expect(fetch(sandbox.endpoint)).rejects.toThrow('fetch failed');
  });
});

describe('an account in a folder', () => {
  it('is the same for two servers at once and for the next one', async () => {
    await using one = await temporarySandbox();
    await using two = await temporarySandbox({ folder: one.folder });
    expect(two.credentials).toEqual(one.credentials);
    expect(two.endpoint).not.toBe(one.endpoint);
    await new IAMClient(one.client).send(createRole('a'));
    expect((await new IAMClient(two.client).send(new GetRoleCommand({ RoleName: 'a' }))).Role?.RoleName).toBe('a');
    expect(await two.snapshot()).toEqual(await one.snapshot());
    expect(one.requests()).toEqual(two.requests());
    for (const name of ['', 'state.json', 'credentials.json', 'requests.jsonl']) {
      expect(statSync(join(one.folder, name)).mode & 0o077).toBe(0);
    }
  });

  it('is seeded once, also by two first starts at the same time', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-sandbox-'));
    let seedings = 0;
    const seed = async (store: Store): Promise<void> => {
      seedings += 1;
      await store.change((state) => void (state.regions['us-east-1'] ??= {} as never));
    };
    const both = await Promise.all([temporarySandbox({ folder, seed }), temporarySandbox({ folder, seed })]);
    const later = await temporarySandbox({ folder, seed });
    for (const sandbox of [...both, later]) await sandbox.close();
    expect(seedings).toBe(1);
    rmSync(folder, { recursive: true });
  });

  it('is seeded from nothing when the first seeding was cut short', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'certprov-sandbox-'));
    const half = async (store: Store): Promise<void> => {
      await store.change((state) => void (state.iam.roles['half'] = {} as never));
      throw new Error('cut short');
    };
    await expect(temporarySandbox({ folder, seed: half })).rejects.toThrow('cut short');
    const sandbox = await temporarySandbox({
      folder,
      seed: async (store) => store.change((state) => void (state.iam.roles['whole'] = {} as never)),
    });
    expect(await sandbox.store.read((state) => Object.keys(state.iam.roles))).toEqual(['whole']);
    await sandbox.close();
    rmSync(folder, { recursive: true });
  });

  it('takes its settings from code, then from its folder, then the defaults', async () => {
    let seen: SandboxSettings | undefined;
    const service: Service = {
      signingName: 'acm-pca',
      operations: {
        ListTags: {
          handler: (_input, call) => {
            seen = call.settings;
            return {};
          },
        },
      },
    };
    const { ACMPCAClient, ListTagsCommand } = await import('@aws-sdk/client-acm-pca');
    await using sandbox = await temporarySandbox({ services: [service], settings: { authorityMs: 7 } });
    writeFileSync(join(sandbox.folder, 'settings.json'), '{"authorityMs":1,"pageSize":2}');
    const pca = new ACMPCAClient(sandbox.client);
    await pca.send(new ListTagsCommand({ CertificateAuthorityArn: 'arn:aws:acm-pca:us-east-1:000000000000:x' }));
    expect(seen).toEqual({ ...DEFAULT_SETTINGS, authorityMs: 7, pageSize: 2 });
  });
});

describe('the list of requests', () => {
  it('tells reads, invocations and changes apart, refused ones included', async () => {
    const lambda: Service = { signingName: 'lambda', operations: { Invoke: { handler: () => ({ StatusCode: 200 }) } } };
    await using sandbox = await temporarySandbox({ services: [lambda] });
    const { InvokeCommand, LambdaClient } = await import('@aws-sdk/client-lambda');
    const iam = new IAMClient(sandbox.client);
    await iam.send(createRole('a'));
    await failureOf(iam.send(createRole('a')));
    await iam.send(new GetRoleCommand({ RoleName: 'a' }));
    await new LambdaClient(sandbox.client).send(new InvokeCommand({ FunctionName: 'f' }));
    expect(
      sandbox.requests().map(({ service, operation, kind, mutating, status, errorCode }) => ({
        service,
        operation,
        kind,
        mutating,
        status,
        errorCode,
      })),
    ).toEqual([
      { service: 'iam', operation: 'CreateRole', kind: 'write', mutating: true, status: 200, errorCode: undefined },
      {
        service: 'iam',
        operation: 'CreateRole',
        kind: 'write',
        mutating: true,
        status: 409,
        errorCode: 'EntityAlreadyExists',
      },
      { service: 'iam', operation: 'GetRole', kind: 'read', mutating: false, status: 200, errorCode: undefined },
      { service: 'lambda', operation: 'Invoke', kind: 'invoke', mutating: false, status: 200, errorCode: undefined },
    ]);
    expect(JSON.stringify(sandbox.requests())).not.toContain('lambda.amazonaws.com');
  });
});
