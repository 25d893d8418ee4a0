import { IoTClient, UpdateEncryptionConfigurationCommand } from '@aws-sdk/client-iot';
import { DisableKeyCommand, EnableKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { beforeAll, describe, expect, it } from 'vitest';
import { IOT_KEY_ROLE, WORKLOAD_KEY } from '../../src/sandbox/seed/landing-zone.ts';
import { codesOf, oneLine } from '../support/text.ts';
import { Account, PROVEN, UNATTENDED } from './account.ts';
import { ZONE_FLAGS } from './landing-zone-flags.ts';

let zone: Account;
beforeAll(async () => {
  zone = await (await Account.seeded()).after(['sandbox', 'reset', '--like', 'landing-zone']);
  zone.set({});
});

const disable = (account: Account): Promise<unknown> =>
  account.elsewhere((client) => new KMSClient(client).send(new DisableKeyCommand({ KeyId: WORKLOAD_KEY })));
const enable = (account: Account): Promise<unknown> =>
  account.elsewhere((client) => new KMSClient(client).send(new EnableKeyCommand({ KeyId: WORKLOAD_KEY })));

describe.concurrent("an account whose AWS IoT data is under a key of the customer's", () => {
  it('hears of it on the first page, in the plan and in status, from the plan to the way back', async () => {
    const account = zone.copy();
    const line = `AWS IoT's data is under ${WORKLOAD_KEY} · HEALTHY`;
    const plan = await account.run([...UNATTENDED, ...ZONE_FLAGS, '--plan']);
    expect(plan, plan.stderr).toMatchObject({ exitCode: 0 });
    expect(oneLine(plan.stderr).split(line)).toHaveLength(3);
    const encryption = {
      encryptionType: 'CUSTOMER_MANAGED_KMS_KEY',
      kmsKeyArn: WORKLOAD_KEY,
      kmsAccessRoleArn: IOT_KEY_ROLE,
      status: 'HEALTHY',
      errorCode: null,
      errorMessage: null,
    };
    const planned = await account.run([...UNATTENDED, ...ZONE_FLAGS, '--plan', '--json']);
    expect(planned.json()).toMatchObject({ iotEncryption: encryption });

    const on = await account.run([...PROVEN, ...ZONE_FLAGS, '--json']);
    expect(on, on.stderr).toMatchObject({ exitCode: 0 });
    expect(on.json()).toMatchObject({ iotEncryption: encryption, status: { iotEncryption: encryption } });
    expect(oneLine((await account.run(['status', '--sandbox'])).stdout)).toContain(`✓ data at rest ${line}`);
    const back = await account.run(['rollback', '--sandbox', '--all', '--wait', '0', '--yes']);
    expect(back, back.stderr).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(await zone.snapshot());
  });

  it('is warned while AWS cannot use that key, with the words of AWS, and not stopped', async () => {
    const account = zone.copy();
    await disable(account);
    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.exitCode).toBe(0);
    expect(status.json()['findings']).toContainEqual(
      expect.objectContaining({
        code: 'IOT_KEY_UNHEALTHY',
        severity: 'warning',
        resource: WORKLOAD_KEY,
        summary: expect.stringContaining('KMS_KEY_VALIDATION_ERROR: KMS key'),
      }),
    );
    expect((await account.run(['status', '--sandbox'])).stdout).not.toContain('data at rest');
    const plan = await account.run([...UNATTENDED, ...ZONE_FLAGS, '--plan', '--json']);
    expect(plan.exitCode).toBe(0);
    expect(codesOf(plan.json())).toContain('IOT_KEY_UNHEALTHY');
    const on = await account.run([...PROVEN, ...ZONE_FLAGS]);
    expect(on, on.stderr).toMatchObject({ exitCode: 0 });
    await enable(account);
    expect(codesOf((await account.run(['status', '--sandbox', '--json'])).json())).not.toContain('IOT_KEY_UNHEALTHY');
  });

  it('is nothing to speak of where the key is the usual one', async () => {
    const account = zone.copy();
    await account.elsewhere((client) =>
      new IoTClient(client).send(new UpdateEncryptionConfigurationCommand({ encryptionType: 'AWS_OWNED_KMS_KEY' })),
    );
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.json()).toMatchObject({ iotEncryption: { encryptionType: 'AWS_OWNED_KMS_KEY', status: null } });
    expect((await account.run(['status', '--sandbox'])).stdout).not.toContain('data at rest');
  });
});
