import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, UNATTENDED } from './account.ts';

let enabled: Account;
beforeAll(async () => {
  enabled = await Account.enabled();
});

describe.concurrent('init on an account that is switched on', () => {
  it.each([
    ['another CA', ['--ca', 'Acme Device CA RSA'], 'another CA'],
    ['another validity', ['--validity-days', '7'], 'another validity'],
    ['another memory size', ['--memory', '1024'], 'another memory size'],
    ['several', ['--ca', 'Acme Device CA RSA', '--architecture', 'x86_64'], 'another CA and another architecture'],
  ])('does not take it for done when %s is asked for', async (_case, flags, said) => {
    const account = enabled.copy();
    const run = await account.run([...UNATTENDED, ...flags, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'PLAN_BLOCKED',
        message: `self-managed signing is on already, with ${said} than asked for`,
        fix: expect.stringContaining('npx certprov rollback --sandbox --all'),
      },
    });
  });

  it('is done when the very same is asked for', async () => {
    const account = enabled.copy();
    const before = account.requests().length;
    const run = await account.run([...UNATTENDED, '--ca', 'Acme Device CA P256', '--validity-days', '365', '--json']);
    const requests = account.requests().slice(before);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ applied: false, alreadyOn: true });
    expect(mutating(requests)).toEqual([]);
  });
});
