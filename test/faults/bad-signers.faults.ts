import { beforeAll, describe, expect, it } from 'vitest';
import { Account, UNATTENDED } from '../e2e/account.ts';

const SIGNERS = [
  ['nightly-report', 'ANSWER_SHAPE'],
  ['slow-signer', 'ANSWER_IN_TIME'],
  ['swapped-key-signer', 'PUBLIC_KEY_SAME'],
  ['legacy-signer', 'ANSWER_SHAPE'],
] as const;

let seeded: Account;

beforeAll(async () => {
  seeded = await Account.seeded();
});

async function refusedToEnable(flags: readonly string[]): Promise<unknown> {
  const account = seeded.copy();
  const run = await account.run([...UNATTENDED, ...flags, '--json']);
  expect(run.exitCode).toBe(3);
  expect(run.json()).toMatchObject({
    error: {
      code: 'TRIAL_FAILED',
      aftermath: expect.stringContaining('nothing that affects devices was done'),
      details: { verdict: 'fail' },
    },
  });
  expect(await account.snapshot()).toMatchObject({ regions: { 'us-east-1': { certificateProviders: {} } } });
  expect((await account.run(['rollback', '--all', '--sandbox', '--yes'])).exitCode).toBe(0);
  expect(await account.snapshot()).toEqual(await seeded.snapshot());
  return run.json().error!.details['checks'];
}

const failed = (code: string): unknown => expect.objectContaining({ code, passed: false, severity: 'fail' });

describe.concurrent('a function that does not sign as AWS IoT demands', () => {
  it.each(SIGNERS)('cannot be enabled: %s (%s)', async (name, code) => {
    const checks = await refusedToEnable(['--function', name, '--ca', 'Acme Device CA P256']);
    expect(checks).toContainEqual(failed(code));
  });

  it.each(SIGNERS)('fails the dry run: %s (%s)', async (name, code) => {
    const run = await seeded.copy().run(['dry-run', '--sandbox', '--function', name, '--json']);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({ verdict: 'fail', invoked: true });
    expect(run.json()['checks']).toContainEqual(failed(code));
  });

  it('cannot be enabled with a claim about its CA that is not true', async () => {
    const checks = await refusedToEnable(['--function', 'acme-iot-signer', '--ca', 'Acme Device CA P384']);
    expect(checks).toContainEqual(failed('ISSUED_BY_LINKED_CA'));
  });
});
