import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from './account.ts';

let seeded: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
});

describe.concurrent('sandbox reset --like', () => {
  it('makes the account new with what the name stands for, until the next reset', async () => {
    const account = seeded.copy();
    const like = await account.run(['sandbox', 'reset', '--like', 'shared-ca', '--json']);
    expect(like.exitCode).toBe(0);
    expect(like.json()).toMatchObject({ reset: true, like: ['shared-ca'] });
    const names = async () =>
      (
        (await account.run(['sandbox', 'info', '--json'])).json()['holds'] as {
          certificateAuthorities: readonly { name: string }[];
        }
      ).certificateAuthorities.map(({ name }) => name);
    expect(await names()).toEqual(expect.arrayContaining(['Acme Device CA P256', 'Corp Shared CA', 'Corp Device CA']));

    expect((await account.run(['sandbox', 'reset', '--json'])).json()).toMatchObject({ reset: true, like: [] });
    expect(await names()).not.toContain('Corp Shared CA');
  });

  it('refuses a name that stands for nothing, and leaves the account alone', async () => {
    const account = seeded.copy();
    const run = await account.run(['sandbox', 'reset', '--like', 'nothing', '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'USAGE_INVALID', message: 'no account is like nothing' });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});
