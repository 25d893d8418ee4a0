import { beforeAll, describe, expect, it } from 'vitest';
import { wordsOfBox } from '../support/text.ts';
import { Account } from './account.ts';
import { STATUS_READS } from './status-reads.ts';

let enabled: Account;
beforeAll(async () => {
  enabled = await Account.enabled();
});

describe.concurrent('status with fewer permissions', () => {
  it.each(STATUS_READS)('says what it could not read, and the rest: without %s', async (operation) => {
    const account = enabled.copy();
    await account.fault({ operation, kind: 'access-denied', times: 'always' });
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.json()).toMatchObject({ signing: 'self-managed', provider: { name: 'certprov' } });
    expect(run.json()['findings']).toContainEqual(
      expect.objectContaining({
        code: 'STATUS_INCOMPLETE',
        severity: 'warning',
        summary: expect.stringContaining(operation),
      }),
    );
    expect(run.exitCode).toBe(0);
  });

  it('does not call a provider foreign when it cannot read its tags', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'ListTagsForResource', kind: 'access-denied', times: 'always' });
    const run = await account.run(['status', '--sandbox', '--json']);
    expect(run.json()).toMatchObject({ signer: 'unknown' });
    expect(run.json()['findings']).not.toContainEqual(expect.objectContaining({ code: 'PROVIDER_FOREIGN' }));
    const words = wordsOfBox((await account.run(['status', '--sandbox'])).stdout);
    expect(words).toContain('whose certificate provider it is could not be determined');
    expect(words).toContain('npx certprov rollback --sandbox');
  });

  it.each(['ListCertificateProviders', 'DescribeCertificateProvider'])(
    'is an error without %s, since then nobody can say who signs',
    async (operation) => {
      const account = enabled.copy();
      await account.fault({ operation, kind: 'access-denied', times: 'always' });
      const run = await account.run(['status', '--sandbox', '--json']);
      expect(run.exitCode).toBe(1);
      expect(run.json()).toMatchObject({
        error: {
          code: 'AWS_ACCESS_DENIED',
          details: { action: `iot:${operation}`, statement: { Effect: 'Allow', Action: `iot:${operation}` } },
        },
      });
    },
  );
});
