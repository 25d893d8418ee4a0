import { describe, expect, it } from 'vitest';
import type { CertprovRun } from '../support/certprov.ts';
import { Account, mutating } from './account.ts';
import { allBut, limited, statement, traced } from './limited.ts';

const seeded = await Account.seeded();

/** What a command says of what it may not see. */
const UNREAD = /not read|was refused|could not be (read|checked)/;

describe.concurrent('certprov policy check', () => {
  const check = (account: Account, ...args: readonly string[]): Promise<CertprovRun> =>
    account.run(['policy', 'check', '--sandbox', ...args, '--json']);

  it('is 0 when all of it is allowed', async () => {
    const run = await check(seeded, '--for', 'init', 'rollback-all');
    expect(run).toMatchObject({ exitCode: 0 });
    expect(run.json()).toMatchObject({ command: 'policy check', verdict: 'allowed', missing: [], unknown: [] });
  });

  it('is 3 when something is denied, and prints what to add', async () => {
    const account = limited(
      seeded,
      'identity',
      statement('Allow', ['iam:*', 'lambda:*', 'iot:List*', 'iot:Describe*']),
    );
    const run = await check(account, '--for', 'rollback');
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      verdict: 'denied',
      missing: [{ action: 'iot:DeleteCertificateProvider', needs: ['rollback'] }],
      statements: [{ Sid: 'Provider', Action: ['iot:DeleteCertificateProvider'] }],
    });
    expect(run.stderr).toContain('no policy allows it');
  });

  it('is 1 when nothing is denied and something could not be checked', async () => {
    const account = limited(seeded, 'identity', allBut('iam:SimulatePrincipalPolicy'));
    const run = await check(account, '--for', 'rollback');
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({ verdict: 'unknown', missing: [] });
    expect(run.json().error).toBeUndefined();
    expect(run.stderr).toContain('iam:SimulatePrincipalPolicy was refused');
  });

  it.each(['look', 'dry-run', 'init', 'canary', 'rollback', 'rollback-all', 'ca', 'device'])(
    'finds the policy for %s enough for %s',
    async (task) => {
      const account = seeded.copy();
      const printed = await account.run(['policy', 'operator', '--sandbox', '--for', task]);
      const policy = JSON.parse(printed.stdout) as { Version: string; Statement: object[] };
      account.limit({ ...policy, Statement: [...policy.Statement, statement('Allow', 'iam:SimulatePrincipalPolicy')] });
      const run = await check(account, '--for', task);
      expect(run.exitCode, run.stderr).toBe(0);
    },
  );

  it('changes nothing', async () => {
    const account = seeded.copy();
    const requests = await account.requestsOf(() => check(account, '--for', 'init'));
    expect(mutating(requests)).toEqual([]);
    expect(account.hasJournal()).toBe(false);
  });
});

describe.concurrent('the task look', () => {
  const policyFor = async (account: Account, task: string, functionName: string): Promise<object> => {
    const args = ['policy', 'operator', '--sandbox', '--for', task, '--function', functionName];
    return JSON.parse((await account.run(args)).stdout) as object;
  };

  it.each([
    [['status'], 'certprov-signer'],
    [['impact'], 'certprov-signer'],
    [['impact', '--ca', 'Acme Device CA P256'], 'certprov-signer'],
    [['init', '--yes', '--plan'], 'certprov-signer'],
    [['init', '--yes', '--plan', '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'], 'acme-iot-signer'],
    [['init', '--yes', '--plan', '--create-function', 'other'], 'other'],
  ])('is enough for %j', async (args, functionName) => {
    const account = seeded.copy();
    account.limit(await policyFor(account, 'look', functionName));
    const { run, requests } = await traced(account, [...args, '--sandbox', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(requests.filter(({ status }) => status === 403)).toEqual([]);
    expect(`${run.stdout}${run.stderr}`).not.toMatch(UNREAD);
  });

  it.each([['status'], ['impact'], ['init', '--yes', '--plan']])('is enough for %s where it is on', async (...args) => {
    const account = (await Account.enabled(seeded)).withoutJournal();
    account.limit(await policyFor(account, 'look', 'certprov-signer'));
    const { run, requests } = await traced(account, [...args, '--sandbox', '--json']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(requests.filter(({ status }) => status === 403)).toEqual([]);
    expect(`${run.stdout}${run.stderr}`).not.toMatch(UNREAD);
  });

  it('does not try a function: that is dry-run', async () => {
    const account = seeded.copy();
    const dryRun = ['dry-run', '--sandbox', '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256', '--json'];
    const [look, enough] = [
      await policyFor(account, 'look', 'acme-iot-signer'),
      await policyFor(account, 'dry-run', 'acme-iot-signer'),
    ];
    expect(JSON.stringify(look)).not.toContain('lambda:InvokeFunction');
    account.limit(look);
    expect((await account.run(dryRun)).json().error).toMatchObject({ details: { action: 'lambda:InvokeFunction' } });
    account.limit(enough);
    const { run, requests } = await traced(account, dryRun);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(requests.filter(({ status }) => status === 403)).toEqual([]);
  });
});
