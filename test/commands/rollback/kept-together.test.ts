import { DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, ROLLBACK_ALL } from '../../e2e/account.ts';
import { switchByOthers } from '../../e2e/other-provider.ts';
import { effectsIn } from '../../e2e/walk.ts';

const SIGNER = ['iam:CreateRole', 'iam:PutRolePolicy', 'lambda:CreateFunction'];
const NEEDED = expect.stringMatching(/: the function certprov-signer needs it, and is not removed$/);

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const said = ({ stderr }: { readonly stderr: string }): string => stderr.replaceAll(/\s+/g, ' ');

/** Somebody else's provider sends every CSR to the function that certprov made. */
async function usedByOthers(account: Account): Promise<Account> {
  await account.elsewhere(async (config) => {
    const iot = new IoTClient(config);
    await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' }));
    await switchByOthers(config, 'certprov-signer');
  });
  return account;
}

describe.concurrent('what a function needs that stays', () => {
  it.each([
    ['as the journal knows it', () => enabled.copy()],
    ['as it is found without a journal', () => enabled.withoutJournal()],
  ])('stays with it where a certificate provider uses it, %s', async (_how, from) => {
    const account = await usedByOthers(from());
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(await effectsIn(account)).toEqual(expect.arrayContaining(SIGNER));
    expect(run.stderr).not.toContain('✓ remove');
    expect(said(run)).toContain(
      '! remove the role certprov-signer-us-east-1: kept, the function certprov-signer needs it, and is not removed',
    );
    const { error } = run.json();
    expect(error).toMatchObject({ details: { removed: [], kept: expect.arrayContaining([NEEDED]) } });
    expect(error!.fix).toMatch(/^leave what the certificate provider needs, or devices are refused/);
  });

  it('stays with it where its deletion failed, and goes with it later', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'DeleteFunction', kind: 'explicit-deny' });
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(await effectsIn(account)).toEqual(SIGNER);
    expect(run.stderr).not.toMatch(/✓ remove the (role|policy)/);
    const later = await account.run(ROLLBACK_ALL);
    expect(later.exitCode, later.stderr).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('is no policy that somebody added, where the policy of certprov could not be removed', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'DeleteRolePolicy', kind: 'explicit-deny' });
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).not.toContain('somebody added');
    expect(said(run)).toMatch(/remove the role \S+: kept, the policy of the role \S+ needs it, and is not removed/);
  });
});
