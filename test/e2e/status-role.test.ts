import { DeleteRoleCommand, DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, type ClientConfig } from './account.ts';

const RoleName = 'certprov-signer-us-east-1';
const PolicyName = 'certprov-issue';

let enabled: Account;
beforeAll(async () => {
  enabled = await Account.enabled();
});

const deletePolicy = (config: ClientConfig): Promise<unknown> =>
  new IAMClient(config).send(new DeleteRolePolicyCommand({ RoleName, PolicyName }));

async function deleteRole(config: ClientConfig): Promise<void> {
  await deletePolicy(config);
  await new IAMClient(config).send(new DeleteRoleCommand({ RoleName }));
}

async function replacePolicy(config: ClientConfig): Promise<void> {
  const Statement = [{ Effect: 'Allow', Action: 'acm-pca:*', Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  await new IAMClient(config).send(new PutRolePolicyCommand({ RoleName, PolicyName: 'theirs', PolicyDocument }));
  await deletePolicy(config);
}

async function accountAfter(happened: (config: ClientConfig) => Promise<unknown>): Promise<Account> {
  const account = enabled.copy();
  await account.elsewhere(happened);
  return account;
}

const STATUS = ['status', '--sandbox', '--json'];

describe.concurrent('status where the role of the function', () => {
  it.each([
    ['is gone', 'ROLE_MISSING', deleteRole],
    ['has lost its policy', 'ROLE_POLICY_MISSING', deletePolicy],
  ])('%s is exit 3, with the way back, as dry-run is', async (_what, code, happened) => {
    const account = await accountAfter(happened);
    const run = await account.run(STATUS);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({ signing: 'self-managed', signer: 'broken' });
    expect(run.json()['findings']).toContainEqual({
      code,
      severity: 'blocker',
      summary: expect.stringContaining(RoleName),
      fix: expect.stringContaining('rollback'),
      resource: `arn:aws:iam::000000000000:role/${RoleName}`,
    });
    const words = await account.run(['status', '--sandbox']);
    expect(words.stdout).toContain('AND CSRs ARE REFUSED');
    expect(words.stdout).not.toContain('every CSR is signed');
    expect((await account.run(['dry-run', '--sandbox'])).exitCode).not.toBe(0);
  });

  it('has another policy than its own is a warning: it may sign all the same', async () => {
    const run = await (await accountAfter(replacePolicy)).run(STATUS);
    expect(run.exitCode).toBe(0);
    expect(run.json()['findings']).toContainEqual(
      expect.objectContaining({ code: 'ROLE_POLICY_MISSING', severity: 'warning' }),
    );
  });

  it('may have other policies, which nobody here may list, does not call them gone', async () => {
    const account = await accountAfter(deletePolicy);
    await account.fault({ operation: 'ListRolePolicies', kind: 'access-denied', times: 'always' });
    const run = await account.run(STATUS);
    expect(run.exitCode).toBe(0);
    expect(run.json()['findings']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: 'ROLE_POLICY_MISSING', severity: 'warning' }),
        expect.objectContaining({ code: 'STATUS_INCOMPLETE', summary: expect.stringContaining('ListRolePolicies') }),
      ]),
    );
  });

  // A single "not found" is an old answer as often as a true one, and the advice that follows it is a return.
  it.each(['GetRole', 'GetRolePolicy', 'GetFunction'])(
    'is not called gone for one "not found" of %s',
    async (operation) => {
      const account = await accountAfter(async () => undefined);
      await account.fault({ operation, kind: 'stale-not-found', times: 1 });
      const run = await account.run(STATUS);
      expect(run.exitCode, run.stdout).toBe(0);
      expect(run.json()['findings']).toEqual([]);
    },
  );
});
