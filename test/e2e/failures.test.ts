import { describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { Account, mutating, UNATTENDED } from './account.ts';

const ROLLBACK_ALL = ['rollback', '--all', '--sandbox', '--yes', '--wait', '0', '--json'];

/** The operator's effects, in the order of the plan. */
const EFFECTS = ['CreateRole', 'PutRolePolicy', 'CreateFunction', 'AddPermission', 'CreateCertificateProvider'];

const seeded = await Account.seeded();

async function expectOn(account: Account): Promise<void> {
  const run = await account.run([...UNATTENDED, '--json']);
  expect(run.stderr).not.toContain('✗');
  expect(run.exitCode).toBe(0);
  expect(run.json()).toMatchObject({ status: { signing: 'self-managed', signer: 'own' } });
}

/** Whatever happened: going on reaches the goal, and going back restores the account. */
async function expectBothWays(account: Account): Promise<void> {
  account.mend();
  const back = account.copy();
  await expectOn(account);
  expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
  expect(await account.snapshot()).toEqual(await seeded.snapshot());
  expect((await back.run(ROLLBACK_ALL)).exitCode).toBe(0);
  expect(await back.snapshot()).toEqual(await seeded.snapshot());
}

describe.concurrent.each(EFFECTS)('init when %s fails', (operation) => {
  it('for want of a permission: says how far it came, and both ways are open', async () => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'access-denied', times: 'always' });
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...UNATTENDED, '--json']);
      expect(run.exitCode).toBe(1);
      const applied = EFFECTS.indexOf(operation);
      expect(run.json().error!.aftermath).toContain(
        `nothing that affects devices was done · ${applied} of 5 actions applied`,
      );
    });
    const done = requests
      .filter(({ mutating: changes, status }) => changes && status >= 200 && status < 300)
      .map((r) => r.operation);
    expect(done.filter((name) => EFFECTS.includes(name))).toEqual(EFFECTS.slice(0, EFFECTS.indexOf(operation)));
    await expectBothWays(account);
  });

  it.each<FaultKind>(['error-500', 'drop-before', 'drop-after'])(
    'by %s, each time: both ways are open',
    async (kind) => {
      const account = seeded.copy();
      await account.fault({ operation, kind, times: 'always' });
      const run = await account.run([...UNATTENDED, '--json']);
      expect(run.json()).toEqual(expect.any(Object));
      expect([0, 1]).toContain(run.exitCode);
      await expectBothWays(account);
    },
  );

  it('by throttling twice: goes on by itself', async () => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'throttle', times: 2 });
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ applied: true, status: { signing: 'self-managed', signer: 'own' } });
  });

  it('by throttling that never ends: gives up, and says when to come back', async () => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'throttle', times: 'always' });
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json()).toMatchObject({ error: { code: 'AWS_THROTTLED', fix: expect.stringContaining('wait') } });
  });
});

describe.concurrent('init when its session ends, or something else answers for AWS', () => {
  it.each([
    ['expired-token', 'AWS_CREDENTIALS_EXPIRED'],
    ['garbage', 'AWS_NOT_AWS'],
    ['error-503', 'AWS_FAILED'],
  ] as const)('%s: says so at the first call and in the middle, and both ways are open', async (kind, code) => {
    for (const operation of ['GetCallerIdentity', 'CreateFunction']) {
      const account = seeded.copy();
      await account.fault({ operation, kind, times: 'always' });
      const run = await account.run([...UNATTENDED, '--json']);
      expect(run.exitCode).toBe(1);
      expect(run.json()).toMatchObject({ error: { code, fix: expect.any(String) } });
      if (operation === 'CreateFunction') await expectBothWays(account);
    }
  });
});

describe.concurrent('init that is killed', () => {
  it.each([
    ['before AWS got the call', { operation: 'CreateFunction', kind: 'hang' } as const, false],
    ['after AWS did what it was asked', { operation: 'GetFunction', kind: 'hang', skip: 2 } as const, true],
  ])('during lambda:CreateFunction, %s: both ways are open', async (_when, fault, isMade) => {
    const account = seeded.copy();
    await account.fault(fault);
    const killed = account.start(UNATTENDED);
    await expect.poll(() => account.areFaultsMet(), { timeout: 20_000, interval: 20 }).toBe(true);
    killed.kill('SIGKILL');
    expect((await killed.done).signal).toBe('SIGKILL');
    expect(JSON.stringify(await account.snapshot()).includes('function:certprov-signer')).toBe(isMade);
    expect(account.journalText()).toMatch(/"kind":"lambda:CreateFunction".*"state":"started"/);
    expect(account.journalText()).not.toMatch(/"kind":"lambda:CreateFunction".*"state":"applied"/);
    await expectBothWays(account);
  });

  it('does not leave the account locked', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'CreateFunction', kind: 'hang' });
    const killed = account.start(UNATTENDED);
    await expect.poll(() => account.areFaultsMet(), { timeout: 20_000, interval: 20 }).toBe(true);
    const second = await account.run([...UNATTENDED, '--json']);
    expect(second.json()).toMatchObject({ error: { code: 'STATE_LOCKED' } });
    killed.kill('SIGKILL');
    await killed.done;
    expect((await account.run(UNATTENDED)).exitCode).toBe(0);
    expect(mutating(account.requests()).filter((name) => name === 'CreateCertificateProvider')).toHaveLength(1);
  });
});
