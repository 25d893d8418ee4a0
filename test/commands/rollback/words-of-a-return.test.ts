import { DeleteFunctionCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DeleteCertificateProviderCommand, IoTClient } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, ROLLBACK, ROLLBACK_ALL, operationsOf, PROVEN } from '../../e2e/account.ts';
import { switchByOthers } from '../../e2e/other-provider.ts';
import { effectsIn } from '../../e2e/walk.ts';
import type { CertprovRun } from '../../support/certprov.ts';

const INIT = [...PROVEN, '--json'];
const CREATE = 'CreateCertificateProvider';
const DELETE = 'DeleteCertificateProvider';

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

const said = ({ stderr, stdout }: CertprovRun): string => (stderr + stdout).replaceAll(/\s+/g, ' ');

describe.concurrent('a switch whose request AWS never answered with a yes', () => {
  const NOTHING_ELSE = async (): Promise<void> => undefined;

  it.each<[string, (account: Account) => Promise<void>]>([
    ['alone', NOTHING_ELSE],
    ['and the deletion is answered 500 first', (account) => account.fault({ operation: DELETE, kind: 'error-500' })],
    [
      'and no deletion is answered',
      (account) => account.fault({ operation: DELETE, kind: 'error-500', times: 'always' }),
    ],
    [
      'and nobody may delete',
      (account) => account.fault({ operation: DELETE, kind: 'explicit-deny', times: 'always' }),
    ],
  ])('was never on: no tick for a deletion, and AWS does not sign "again": %s', async (_what, more) => {
    const account = seeded.copy();
    await account.fault({ operation: CREATE, kind: 'error-500', times: 'always' });
    await more(account);
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.json()).toMatchObject({
      error: {
        code: 'AWS_FAILED',
        aftermath: expect.stringMatching(
          /^AWS signs \(account 000000000000 · us-east-1\)\nthe certificate provider was never seen on\nwhat was prepared is kept/,
        ),
      },
    });
    expect(run.stderr).not.toMatch(/✓ iot:DeleteCertificateProvider|✓ .*attempt|signs again|signing is (still )?on/i);
    expect(run.stderr).toMatch(/✓ read back: no certificate provider\. AWS signs\.$/m);
    expect(await effectsIn(account)).not.toContain(`iot:${CREATE}`);
  });

  it('was on all the same when AWS did it behind every 500: it is proven', async () => {
    const account = seeded.copy();
    await account.fault({ operation: CREATE, kind: 'error-after', times: 'always' });
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ canary: { outcome: 'proven' } });
  });

  it('was on when the deletion deletes it, though no look had shown it', async () => {
    const account = seeded.copy();
    await account.fault({ operation: CREATE, kind: 'error-after', times: 'always' });
    await account.fault({ operation: 'DescribeCertificateProvider', kind: 'stale-not-found', times: 'always' });
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(1);
    expect(run.stderr).toMatch(/✓ iot:DeleteCertificateProvider +certprov$/m);
    expect(run.json().error!.aftermath).toMatch(/^AWS signs again \(account/);
    expect(await effectsIn(account)).not.toContain(`iot:${CREATE}`);
  });

  it('is said to be perhaps on where AWS can neither be asked nor told', async () => {
    const account = seeded.copy();
    await account.fault({ operation: CREATE, kind: 'error-after', times: 'always', skip: 0 });
    for (const operation of [DELETE, 'DescribeCertificateProvider', 'ListCertificateProviders'])
      await account.fault({
        operation,
        kind: 'error-500',
        times: 'always',
        skip: operation === DELETE ? 0 : await looksBefore(CREATE, operation),
      });
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/^✗ WHETHER AWS SIGNS IS NOT KNOWN +account/m);
    expect(run.json().error).toMatchObject({
      message: expect.stringMatching(/^whether the certificate provider is there is not known/),
      aftermath: expect.stringMatching(/^the certificate provider may be there/),
    });
    expect(said(run)).not.toMatch(/signs again|still there|signing is on/i);
  });

  it('has the whole time to spread from when AWS answered', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: 800 });
    await account.fault({ operation: CREATE, kind: 'delay', delayMs: 4_000 });
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ canary: { outcome: 'proven' } });
  });

  /** How many looks of this kind pass in an undisturbed `init` before the request. */
  async function looksBefore(request: string, operation: string): Promise<number> {
    const probe = seeded.copy();
    const operations = operationsOf(await probe.requestsOf(() => probe.run(INIT)));
    return operations.slice(0, operations.indexOf(request)).filter((one) => one === operation).length;
  }
});

describe.concurrent('a deletion that is answered "not found"', () => {
  it('is made again as long as the provider is listed', async () => {
    const account = enabled.copy();
    await account.fault({ operation: DELETE, kind: 'stale-not-found' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
    expect(run.stderr).toMatch(/! iot:DeleteCertificateProvider +certprov: AWS says that it is not there/);
    expect(run.stderr).toMatch(/✓ iot:DeleteCertificateProvider +certprov, which was listed still/);
    expect(await effectsIn(account)).not.toContain(`iot:${CREATE}`);
  });

  it('is no deletion: one that stays listed is exit 4, and nobody says that it was deleted', async () => {
    const account = enabled.copy();
    await account.fault({ operation: DELETE, kind: 'stale-not-found', times: 'always' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.json()).toMatchObject({
      error: {
        code: 'UNDO_INCOMPLETE',
        message: expect.stringMatching(
          /^self-managed signing is still on: the certificate provider "certprov" could not be deleted \(tried \d+ times in .*: AWS still lists the certificate provider "certprov" and says that there is none to delete$/,
        ),
        aftermath: expect.stringMatching(/^the certificate provider is still in place/),
        details: { returned: false, reason: 'AWS_NOT_FOUND', attempts: expect.any(Number) },
      },
    });
    expect(run.stderr).toContain('aws iot delete-certificate-provider --certificate-provider-name certprov');
    expect(said(run)).not.toMatch(/✓ iot:Delete|was deleted|signs again|not known/);
  });

  it('is of somebody else, who was quicker', async () => {
    const account = enabled.copy();
    await account.fault({ operation: DELETE, kind: 'delay', delayMs: 2_500 });
    const started = account.start(ROLLBACK);
    await expect.poll(() => account.areFaultsMet(), { timeout: 30_000 }).toBe(true);
    await account.elsewhere((config) =>
      new IoTClient(config).send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' })),
    );
    const run = await started.done;
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: false, provider: 'certprov', signing: 'aws-managed' });
    expect(run.stderr).not.toContain('✓ iot:Delete');
  });

  it('of what else certprov made is no removal', async () => {
    const account = enabled.copy();
    await account.elsewhere((config) =>
      new LambdaClient(config).send(new DeleteFunctionCommand({ FunctionName: 'certprov-signer' })),
    );
    const run = await account.run(ROLLBACK_ALL);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr).toMatch(/! remove the function certprov-signer: it was not there/);
    expect(run.stderr).not.toMatch(/✓ remove the (function|permission)/);
    expect(run.json()['removed']).toEqual(expect.not.arrayContaining(['function certprov-signer']));
  });

  it('of the certificate of a canary is none that the canary removed', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'DeleteCertificate', kind: 'stale-not-found', times: 'always' });
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ canary: { outcome: 'proven', certificatesRemoved: 0, certificatesLeft: [] } });
  });
});

describe("somebody else's provider", () => {
  it('is said to be left once by rollback --all, also where a journal knows of one', async () => {
    const account = enabled.copy();
    await account.elsewhere(async (config) => {
      const iot = new IoTClient(config);
      await iot.send(new DeleteCertificateProviderCommand({ certificateProviderName: 'certprov' }));
      await switchByOthers(config);
    });
    const run = await account.run(ROLLBACK_ALL);
    expect(said(run).match(/was not made by certprov/g), run.stderr).toHaveLength(1);
    expect(said(run)).toContain('was not made by certprov, and is left as it is');
  });
});
