import { beforeAll, describe, expect, it } from 'vitest';
import type { FaultKind } from '../../src/sandbox/faults.ts';
import { Account, mutating, operationsOf, PROVEN, UNATTENDED } from './account.ts';

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const AGAIN = [...UNATTENDED, '--json'];
// The canary has to know the templates: it goes by one of them, or makes one.
const PLAN = ['init', '--sandbox', '--yes', '--plan', '--no-canary', '--json'];
const ROLLBACK_ALL = ['rollback', '--sandbox', '--all', '--yes'];
const DRY_RUN = ['dry-run', '--sandbox', '--json'];
const FAULTS: readonly FaultKind[] = [
  'access-denied',
  'explicit-deny',
  'error-500',
  'error-503',
  'drop-before',
  'garbage',
];

/** Reads without which a command has nothing to go by; what is not named here only adds a remark. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  'dry-run': [
    'GetCallerIdentity',
    'ListCertificateProviders',
    'DescribeCertificateProvider',
    'GetFunction',
    'GetCertificateAuthorityCertificate',
    // The signing itself, by the function.
    'Invoke',
    'IssueCertificate',
    'GetCertificate',
    'AssumeRole',
  ],
  init: ['GetCallerIdentity', 'ListCertificateProviders', 'DescribeCertificateProvider', 'GetFunction'],
};

describe('a read that only adds a remark', () => {
  it.each([
    ['dry-run', DRY_RUN],
    ['init', AGAIN],
  ])('never stops %s where signing is on', async (command, args) => {
    const base = enabled.copy();
    const seen = operationsOf(await base.requestsOf(() => base.run(args)));
    const remarks = [...new Set(seen)].filter((operation) => !NEEDED[command]!.includes(operation));
    expect(remarks).toContain('ListTagsForResource');
    // Each alone with one kind of fault, and all at once with every kind.
    const cases = [
      ...remarks.map((operation, at) => ({ operations: [operation], kind: FAULTS[at % FAULTS.length]! })),
      ...FAULTS.map((kind) => ({ operations: remarks, kind })),
    ];
    for (const { operations, kind } of cases) {
      const account = enabled.copy();
      for (const operation of operations) await account.fault({ operation, kind, times: 'always' });
      const run = await account.run(args);
      expect({ operations, kind, exitCode: run.exitCode, error: run.json().error }).toEqual({
        operations,
        kind,
        exitCode: 0,
        error: undefined,
      });
    }
  });

  it.each([
    ['dry-run', DRY_RUN, 'ListTagsForResource', 'the tags of the certificate provider'],
    ['init', AGAIN, 'ListTagsForResource', 'the tags of the certificate provider'],
    ['init', AGAIN, 'ListProvisioningTemplates', 'the provisioning templates'],
    ['init', AGAIN, 'DescribeEncryptionConfiguration', 'what the data of AWS IoT is encrypted with'],
  ])('is said to be not read by %s: %s', async (_command, args, operation, what) => {
    const account = enabled.copy();
    await account.fault({ operation, kind: 'access-denied', times: 'always' });
    const run = await account.run(args.filter((word) => word !== '--json'));
    expect(run.exitCode).toBe(0);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain(`! not read: ${what}: `);
  });

  it('does not make another CA than the one in use the same, when the tags cannot be read', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'ListTagsForResource', kind: 'access-denied', times: 'always' });
    expect(await account.run([...AGAIN, '--ca', 'Acme Device CA P256'])).toMatchObject({ exitCode: 0 });
    const other = await account.run([...AGAIN, '--ca', 'Acme Device CA P384']);
    expect(other.exitCode).toBe(3);
    expect(other.stdout).toContain('another CA');
  });

  it('does not stop the plan of a first init', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'ListProvisioningTemplates', kind: 'access-denied', times: 'always' });
    let run;
    const requests = await account.requestsOf(async () => {
      run = await account.run(PLAN);
    });
    expect(run).toMatchObject({ exitCode: 0 });
    expect(mutating(requests)).toEqual([]);
  });

  it.each<FaultKind>(['access-denied', 'error-500', 'garbage'])(
    'does not stop a first init, whose canary makes a template of its own then and removes it: %s',
    async (kind) => {
      const account = seeded.copy();
      const before = await account.snapshot();
      await account.fault({ operation: 'ListProvisioningTemplates', kind, times: 'always' });
      const run = await account.run(PROVEN);
      expect(run.exitCode, run.stderr).toBe(0);
      expect(run.stderr.replaceAll(/\s+/g, ' ')).toContain('! not read: the provisioning templates, so the canary ');
      expect(run.stderr).toMatch(/✓ proof/);
      account.mend();
      expect((await account.run(ROLLBACK_ALL)).exitCode).toBe(0);
      expect(await account.snapshot()).toEqual(before);
    },
  );
});
