import { describe, expect, it } from 'vitest';
import type { Credentials } from '../../../src/aws/connection/connection.ts';
import { heldToOneAccount } from '../../../src/aws/connection/one-account.ts';
import type { CallerIdentity } from '../../../src/aws/ports/ports.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
/** Whose the keys are, by STS. */
const OWNERS: Readonly<Record<string, string>> = { first: OURS, renewed: OURS, theirs: THEIRS };

const keys = (accessKeyId: string): Credentials => ({ accessKeyId, secretAccessKey: 's' });

/** Credentials that are renewed by `use`, and an STS that notes what it was asked, and fails as often as it is told. */
function begin() {
  let current = keys('first');
  let failures = 0;
  const asked: string[] = [];
  const held = heldToOneAccount(
    async () => current,
    async (source): Promise<CallerIdentity> => {
      const { accessKeyId } = await source();
      asked.push(accessKeyId);
      if (failures-- > 0) throw new Error('STS is busy');
      const account = OWNERS[accessKeyId]!;
      return { account, partition: 'aws', arn: `arn:aws:iam::${account}:user/operator` };
    },
  );
  return {
    held,
    asked,
    use: (accessKeyId: string) => (current = keys(accessKeyId)),
    fail: (times: number) => (failures = times),
  };
}

const OTHER_ACCOUNT = {
  code: 'AWS_CREDENTIALS_OTHER_ACCOUNT',
  message: `the AWS credentials were renewed on the way, and are for account ${THEIRS} now; this run is for ${OURS}`,
  details: { account: OURS, credentialsAccount: THEIRS, definite: true },
};

describe('credentials that are held to one account', () => {
  it('are asked about once, and sign from then on', async () => {
    const { held, asked } = begin();
    expect(await held.identity()).toMatchObject({ account: OURS });
    expect(await held.credentials()).toEqual(keys('first'));
    expect(await held.credentials()).toEqual(keys('first'));
    expect(asked).toEqual(['first']);
  });

  it('sign when they were renewed for the same account, after one question for all calls', async () => {
    const { held, asked, use } = begin();
    await held.identity();
    use('renewed');
    expect(await Promise.all([held.credentials(), held.credentials()])).toEqual([keys('renewed'), keys('renewed')]);
    expect(asked).toEqual(['first', 'renewed']);
  });

  it('sign nothing when they were renewed for another, until they are for the first again', async () => {
    const { held, asked, use } = begin();
    await held.identity();
    use('theirs');
    await expect(held.credentials()).rejects.toMatchObject(OTHER_ACCOUNT);
    await expect(held.identity()).rejects.toMatchObject(OTHER_ACCOUNT);
    await expect(held.credentials()).rejects.toMatchObject(OTHER_ACCOUNT);
    use('first');
    expect(await held.credentials()).toEqual(keys('first'));
    expect(asked).toEqual(['first', 'theirs', 'theirs']);
  });

  it('sign nothing while nobody can tell whose they are, and are asked about again', async () => {
    const { held, asked, use, fail } = begin();
    await held.identity();
    use('renewed');
    fail(1);
    await expect(held.credentials()).rejects.toThrow('STS is busy');
    expect(await held.credentials()).toEqual(keys('renewed'));
    expect(asked).toEqual(['first', 'renewed', 'renewed']);
  });

  it("are anybody's before somebody asks whose they are", async () => {
    const { held, asked, use } = begin();
    await held.credentials();
    use('theirs');
    expect(await held.credentials()).toEqual(keys('theirs'));
    expect(await held.identity()).toMatchObject({ account: THEIRS });
    expect(asked).toEqual(['theirs']);
  });
});
