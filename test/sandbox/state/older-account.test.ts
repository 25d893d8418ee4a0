import { CreateKeyCommand, KMSClient, ListKeysCommand } from '@aws-sdk/client-kms';
import { CreateSecretCommand, ListSecretsCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/sandbox.ts';
import { describeAccount, startAccount } from '../../../src/sandbox/start-account.ts';

let folder: string;
let sandbox: Sandbox;

const clients = () => {
  const config = { endpoint: sandbox.endpoint, region: sandbox.region, credentials: { ...sandbox.credentials } };
  return { kms: new KMSClient(config), secrets: new SecretsManagerClient(config) };
};
const filesOfChanges = (): string[] => readdirSync(folder).filter((name) => name.startsWith('changes-'));
const sizeOnDisk = (): number =>
  filesOfChanges().reduce((sum, name) => sum + readFileSync(join(folder, name)).length, 0);

/** An account as version 0.1.0 stored it: a Region without the services that came later. */
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'certprov-older-'));
  sandbox = await startAccount({ folder });
  const account = await sandbox.store.read((state) => structuredClone({ ...state }));
  await sandbox.close();
  const regions = Object.values(account.regions) as unknown as Record<string, unknown>[];
  for (const region of regions) for (const name of ['kms', 'secretsManager']) delete region[name];
  for (const name of filesOfChanges()) rmSync(join(folder, name));
  writeFileSync(join(folder, 'state.json'), JSON.stringify({ generation: 'older', account }));
  sandbox = await startAccount({ folder });
});
afterEach(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('an account of an earlier version', () => {
  it('opens, holds what it held, and nothing of the services that it did not know', async () => {
    const { kms, secrets } = clients();
    const { holds } = await describeAccount(folder);

    expect(holds.functions.length).toBeGreaterThan(0);
    expect([holds.signingKeys, holds.secrets]).toEqual([[], []]);
    expect((await kms.send(new ListKeysCommand({}))).Keys).toEqual([]);
    expect((await secrets.send(new ListSecretsCommand({}))).SecretList).toEqual([]);
    expect(JSON.stringify(await sandbox.snapshot())).toContain('acme-iot-signer');
    expect(sizeOnDisk()).toBe(0);
  });

  it('takes keys and secrets, and keeps them with the rest', async () => {
    const { kms, secrets } = clients();
    const before = (await describeAccount(folder)).holds;
    await kms.send(new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }));
    await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'x' }));
    // Another process sees it, and what was there already was not written again.
    const { holds } = await describeAccount(folder);

    expect(sizeOnDisk()).toBeLessThan(5000);
    expect([holds.signingKeys.length, holds.secrets.map(({ name }) => name)]).toEqual([1, ['a']]);
    expect(holds.functions).toEqual(before.functions);
  });
});
