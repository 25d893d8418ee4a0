import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, operationsOf, PROVEN, UNATTENDED } from './account.ts';

let seeded: Account;
let enabled: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

describe.concurrent('init without a terminal', () => {
  it('goes from nothing to an enabled provider, and reports it in one document', async () => {
    const account = seeded.copy();
    const run = await account.run([...PROVEN, '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      command: 'init',
      account: '000000000000',
      region: 'us-east-1',
      applied: true,
      provider: {
        name: 'certprov',
        lambdaFunctionArn: 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer',
      },
      plan: {
        prepare: [
          { kind: 'iam:CreateRole', reach: 'account' },
          { kind: 'iam:PutRolePolicy', reach: 'account' },
          { kind: 'lambda:CreateFunction', reach: 'account' },
          { kind: 'lambda:AddPermission', reach: 'account' },
        ],
        switch: [{ kind: 'iot:CreateCertificateProvider', reach: 'fleet' }],
      },
      trial: { verdict: 'pass', invoked: true },
      status: { signing: 'self-managed', signer: 'own' },
      next: { rollback: 'npx certprov rollback --sandbox' },
    });
    expect(await account.snapshot()).toMatchObject({
      regions: {
        'us-east-1': {
          certificateProviders: { certprov: { accountDefaultForOperations: ['CreateCertificateFromCsr'] } },
        },
      },
    });
  });

  it('shows the same with words on standard error and one line on standard output', async () => {
    const { exitCode, stdout, stderr } = await seeded.copy().run(PROVEN);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('self-managed signing is on for 000000000000 in us-east-1\n');
    expect(stderr).toContain('SELF-MANAGED SIGNING IS ON');
    expect(stderr).toContain('affects EVERY device of 000000000000 in us-east-1');
    expect(stderr).not.toContain('\u001B');
  });

  it('changes nothing the second time', async () => {
    const account = enabled.copy();
    const before = await account.snapshot();
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...PROVEN, '--json']);
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ applied: false, alreadyOn: true, plan: { prepare: [], switch: [] } });
    });
    expect(mutating(requests)).toEqual([]);
    expect(operationsOf(requests)).not.toContain('Invoke');
    expect(await account.snapshot()).toEqual(before);
  });
});

describe.concurrent('rollback after init', () => {
  it('gives signing back and keeps what calls on their way may still need', async () => {
    const account = enabled.copy();
    const requests = await account.requestsOf(async () => {
      const run = await account.run(['rollback', '--sandbox', '--yes', '--json']);
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ rolledBack: true, provider: 'certprov', removed: [], signing: 'aws-managed' });
      expect(run.json()['kept']).toHaveLength(4);
    });
    expect(mutating(requests)).toEqual(['DeleteCertificateProvider']);
  });

  it('leaves the account as it was before, with --all', async () => {
    const account = enabled.copy();
    const run = await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0', '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, kept: [], signing: 'aws-managed' });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('deletes the provider before anything that it rests on', async () => {
    const account = enabled.copy();
    const requests = await account.requestsOf(() =>
      account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']),
    );
    expect(mutating(requests)).toEqual([
      'DeleteCertificateProvider',
      'RemovePermission',
      'DeleteFunction',
      'DeleteRolePolicy',
      'DeleteRole',
    ]);
  });

  it('waits until no call can be on its way any more, before the function goes', async () => {
    const account = enabled.copy();
    const requests = await account.requestsOf(() => account.run(['rollback', '--all', '--sandbox', '--yes']));
    const at = (operation: string): number => Date.parse(requests.find((r) => r.operation === operation)!.time);
    expect(at('RemovePermission') - at('DeleteCertificateProvider')).toBeGreaterThanOrEqual(1_900);
  });

  it('does both in two steps as well, and init starts afresh after it', async () => {
    const account = enabled.copy();
    expect((await account.run(['rollback', '--sandbox', '--yes'])).exitCode).toBe(0);
    expect((await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0'])).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
    expect((await account.run(UNATTENDED)).exitCode).toBe(0);
  });
});

describe.concurrent('commands that promise to change nothing', () => {
  it.each([
    ['init --plan', ['init', '--sandbox', '--yes', '--plan']],
    ['init --plan with --json', ['init', '--sandbox', '--yes', '--plan', '--json']],
    ['status', ['status', '--sandbox']],
    ['status with --json', ['status', '--sandbox', '--json']],
  ])('%s makes no mutating call and invokes nothing', async (_name, args) => {
    for (const account of [seeded.copy(), enabled.copy()]) {
      const before = await account.snapshot();
      const requests = await account.requestsOf(async () => expect((await account.run(args)).exitCode).toBe(0));
      expect(requests.filter(({ kind }) => kind !== 'read')).toEqual([]);
      expect(requests).not.toEqual([]);
      expect(await account.snapshot()).toEqual(before);
    }
  });

  it.each([
    [1, []],
    [3, ['--runs', '3']],
  ])('dry-run invokes the function once for each of %i runs', async (runs, flags) => {
    const account = enabled.copy();
    const before = await account.snapshot();
    const requests = await account.requestsOf(async () => {
      const run = await account.run(['dry-run', '--sandbox', '--json', ...flags]);
      expect(run.exitCode).toBe(0);
      expect(run.json()).toMatchObject({ verdict: 'pass', timings: { limitMs: 5000 }, invoked: true });
      expect(run.json()['certificates']).toHaveLength(runs);
    });
    expect(operationsOf(requests).filter((operation) => operation === 'Invoke')).toHaveLength(runs);
    // The one write is the function's own: the certificate that it issues.
    expect(requests.filter((r) => r.mutating && r.operation !== 'IssueCertificate')).toEqual([]);
    expect(await account.snapshot()).toEqual(before);
  });
});
