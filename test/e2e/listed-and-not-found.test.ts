import { describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';

const SWITCH = ['init', '--sandbox', '--yes', '--confirm', PLACE];
const on = await Account.enabled();

/** The account with a fault on the look at its provider. */
async function faulty(
  kind: 'stale-not-found' | 'access-denied' | 'error-500',
  operation: string,
  times: number | 'always',
) {
  const account = on.copy();
  await account.fault({ operation, kind, times });
  return account;
}

describe.concurrent('a certificate provider that AWS lists and does not find', () => {
  it('is no absence: status does not say that AWS signs, and rollback does not say that there is nothing to do', async () => {
    const account = await faulty('stale-not-found', 'DescribeCertificateProvider', 'always');
    for (const args of [
      ['status', '--sandbox'],
      ['rollback', '--sandbox', '--yes'],
      ['canary', '--sandbox'],
      ['init', '--sandbox', '--yes', '--confirm', PLACE],
    ]) {
      const run = await account.run(args);
      expect(run.exitCode, args[0]).not.toBe(0);
      expect(run.stdout + run.stderr, args[0]).not.toMatch(/AWS signs|nothing to do/i);
      expect(run.stderr.replace(/\s+/g, ' '), args[0]).toContain('AWS lists the certificate provider "certprov"');
    }
  });

  it('is asked for again: a moment of it changes nothing', async () => {
    const account = await faulty('stale-not-found', 'DescribeCertificateProvider', 3);
    expect((await account.run(['status', '--sandbox', '--json'])).json()).toMatchObject({ signing: 'self-managed' });
  });

  it('is deleted first, and nothing that it uses before it', async () => {
    const account = await faulty('stale-not-found', 'DescribeCertificateProvider', 5);
    const run = await account.run(['rollback', '--sandbox', '--yes', '--all']);
    expect(run.exitCode, run.stderr).toBe(0);
    const status = await account.run(['status', '--sandbox', '--json']);
    expect(status.json()).toMatchObject({ signing: 'aws-managed' });
  });
});

describe.concurrent('a return whose looks fail', () => {
  it.each([
    ['DescribeCertificateProvider', 'access-denied'],
    ['DescribeCertificateProvider', 'error-500'],
    ['DescribeCertificateProvider', 'stale-not-found'],
  ] as const)('deletes the provider that is named, whatever %s answers: %s', async (operation, kind) => {
    const account = await faulty(kind, operation, 'always');
    const unnamed = await account.run(['rollback', '--sandbox', '--yes']);
    expect(unnamed.exitCode).not.toBe(0);
    expect(unnamed.stderr.replace(/\s+/g, ' ')).toContain('rollback --sandbox --provider certprov');
    const run = await account.run(['rollback', '--sandbox', '--yes', '--provider', 'certprov']);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stdout + run.stderr).toContain('AWS signs again');
  });

  it('says that it was deleted, and not who signs, where the list cannot be read', async () => {
    const account = await faulty('access-denied', 'ListCertificateProviders', 'always');
    account.set({ propagationMs: 1 });
    const run = await account.run(['rollback', '--sandbox', '--yes', '--provider', 'certprov']);
    expect(run.exitCode).toBe(4);
    expect(run.stderr.replace(/\s+/g, ' ')).toContain('was deleted, and whether AWS signs cannot be read');
  });
});

it('the switch is made as before', async () => {
  expect((await on.copy().run([...SWITCH])).exitCode).toBe(0);
});
