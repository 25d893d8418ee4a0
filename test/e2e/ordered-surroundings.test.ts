import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PROVEN, ROLLBACK_ALL } from './account.ts';

let seeded: Account;
let before: object;

beforeAll(async () => {
  seeded = await Account.seeded();
  before = await seeded.snapshot();
});

/** Nothing is left of a run but what was there. */
async function takeBack(account: Account): Promise<void> {
  const back = await account.run([...ROLLBACK_ALL]);
  expect(back.exitCode, back.stderr).toBe(0);
  expect(await account.snapshot()).toEqual(before);
}

describe.concurrent('a whole walk, from init to rollback --all, in surroundings on order', () => {
  it('with port 8883 closed to devices', async () => {
    const account = seeded.copy();
    await account.run(['sandbox', 'network', '8883', 'refused']);
    const init = await account.run([...PROVEN, '--json']);
    expect(init.exitCode, init.stderr).toBe(0);
    expect(init.json()).toMatchObject({ canary: { outcome: 'proven', mqtt: { port: 443 } } });
    await takeBack(account);
  });

  it('with a signer that nobody invoked for weeks behind the switch', async () => {
    const account = seeded.copy();
    expect((await account.run(PROVEN)).exitCode).toBe(0);
    await account.run(['sandbox', 'idle', 'certprov-signer']);
    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.json()).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: 'FUNCTION_NOT_ACTIVE' })]),
    });
    await takeBack(account);
  });
});
