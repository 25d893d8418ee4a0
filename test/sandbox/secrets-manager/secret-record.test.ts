import {
  DeleteSecretCommand,
  ListSecretsCommand,
  RestoreSecretCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { describeAccount, resetAccount } from '../../../src/sandbox/start-account.ts';
import { failureOf } from '../temporary-sandbox.ts';
import { DAY_MS, openSecretsAccount } from './secrets-account.ts';

const VALUE = 'correct horse battery staple';

let opened: Awaited<ReturnType<typeof openSecretsAccount>>;
beforeEach(async () => {
  opened = await openSecretsAccount();
});
afterEach(() => opened.close());

const remove = (SecretId: string, ForceDeleteWithoutRecovery?: boolean) =>
  opened.secrets.send(new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery }));

describe('the snapshot', () => {
  it('shows that there is a secret and that its value is another one, but no value', async () => {
    const { account, create, put } = opened;
    const snapshots = [await account.snapshot()];
    await create('a', VALUE);
    snapshots.push(await account.snapshot());
    await put('a', 'other', { ClientRequestToken: 'x'.repeat(32) });
    snapshots.push(await account.snapshot());
    await account.store.change((state) => {
      const [secret] = Object.values(state.regions['us-east-1']!.secretsManager.secrets);
      secret!.versions['x'.repeat(32)]!.value = { string: VALUE };
    });
    snapshots.push(await account.snapshot());
    const texts = snapshots.map((snapshot) => JSON.stringify(snapshot));

    expect(new Set(texts).size).toBe(4);
    for (const form of [VALUE, Buffer.from(VALUE).toString('base64')]) {
      expect(texts.filter((text) => text.includes(form))).toEqual([]);
    }
  });

  it('is as before when what was done is taken back', async () => {
    const { account, secrets, create, get, pass } = opened;
    await create('kept', VALUE);
    const before = await account.snapshot();
    pass(1000);
    await get('kept');
    await create('made', VALUE);
    await secrets.send(new TagResourceCommand({ SecretId: 'kept', Tags: [{ Key: 'a', Value: 'b' }] }));
    await remove('kept');
    expect(await account.snapshot()).not.toEqual(before);
    await secrets.send(new RestoreSecretCommand({ SecretId: 'kept' }));
    await secrets.send(new UntagResourceCommand({ SecretId: 'kept', TagKeys: ['a'] }));
    await remove('made', true);

    expect(await account.snapshot()).toEqual(before);
  });

  it('of an account that never had one is as before when the only one is gone', async () => {
    const { account, create } = opened;
    const before = await account.snapshot();
    await create('made', VALUE);
    await remove('made', true);

    expect(await account.snapshot()).toEqual(before);
  });
});

describe('the description of the account', () => {
  it('names secrets when there are any, and no value', async () => {
    const { account, create, now, pass } = opened;
    expect((await describeAccount(account.folder)).text).not.toContain('Secrets');
    const { ARN } = await create('ca/token', VALUE);
    await create('old', VALUE);
    await remove('old');
    const { text, holds } = await describeAccount(account.folder, now());

    expect(text).toMatch(/\nSecrets:\n {2}ca\/token\n {2}old \(PendingDeletion\)$/);
    expect(holds.secrets[0]).toEqual({ name: 'ca/token', status: 'Active', arn: ARN });
    expect(JSON.stringify({ text, holds })).not.toContain(VALUE);
    pass(30 * DAY_MS);
    expect((await describeAccount(account.folder, now())).text).toMatch(/\nSecrets:\n {2}ca\/token$/);
  });
});

describe('sandbox reset', () => {
  it('leaves no secret, on disk neither', async () => {
    const { account, secrets, create } = opened;
    await create('a', VALUE);
    await resetAccount(account.folder);

    expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    const files = readdirSync(account.folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    const holding = files.filter(({ name }) => readFileSync(join(account.folder, name), 'utf8').includes(VALUE));
    expect(holding).toEqual([]);
  });
});

describe('the list of requests', () => {
  it('holds no value, neither of what was done nor of what was refused', async () => {
    const { account, create, put, get } = opened;
    await create('a', VALUE);
    await get('a');
    await failureOf(create('a', VALUE));
    await failureOf(put('a', VALUE.repeat(3000)));
    await account.addFault({ operation: 'PutSecretValue', kind: 'error-500', times: 1 });
    await failureOf(put('a', VALUE));
    const requests = account.requests().filter(({ service }) => service === 'secretsmanager');

    expect(requests.map(({ operation, kind, errorCode }) => [operation, kind, errorCode])).toEqual([
      ['CreateSecret', 'write', undefined],
      ['GetSecretValue', 'read', undefined],
      ['CreateSecret', 'write', 'ResourceExistsException'],
      ['PutSecretValue', 'write', 'ValidationException'],
      ['PutSecretValue', 'write', 'InternalServiceError'],
    ]);
    expect(readFileSync(join(account.folder, 'requests.jsonl'), 'utf8')).not.toContain(VALUE);
  });
});

describe('the file of the account', () => {
  it('can be read by its owner only', async () => {
    const { account, create } = opened;
    await create('a', VALUE);
    const files = readdirSync(account.folder).filter((name) => /^(state|changes)/.test(name));
    const holding = files.filter((name) => readFileSync(join(account.folder, name), 'utf8').includes(VALUE));

    expect(holding.length).toBeGreaterThan(0);
    for (const name of holding) expect(statSync(join(account.folder, name)).mode & 0o077).toBe(0);
  });
});
