import { beforeAll, describe, expect, it } from 'vitest';
import { Account, ROLLBACK, operationsOf, PLACE, UNATTENDED } from './account.ts';
import { switchByOthers } from './other-provider.ts';
import { effectsIn } from './walk.ts';

const FAIR_WEATHER = `init --sandbox --yes --json --confirm ${PLACE} --function fair-weather-signer --ca`
  .split(' ')
  .concat('Acme Device CA P256');
const CANARY = ['canary', '--sandbox', '--json'] as const;
const DELETE = 'DeleteCertificateProvider';
const LINE = 'aws iot delete-certificate-provider --certificate-provider-name certprov --region us-east-1';

const RETURN = 'iot:DeleteCertificateProvider';

let seeded: Account;
/** Switched to a function that fails for devices, and kept on. */
let refusing: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  refusing = seeded.copy();
  const { exitCode, stderr } = await refusing.run([...FAIR_WEATHER, '--no-auto-rollback']);
  if (exitCode !== 3) throw new Error(`the canary did not fail: exit ${exitCode}\n${stderr}`);
});

describe.concurrent('a return that AWS refuses', () => {
  it.each([
    ['init --without-way-back', () => seeded, [...FAIR_WEATHER, '--without-way-back']],
    ['canary', () => refusing, CANARY],
  ])('of %s is exit 4, keeps the verdict of the canary, and claims nothing', async (_command, from, args) => {
    const account = from().copy();
    account.deny(RETURN);
    const run = await account.run(args);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.json()).toMatchObject({
      account: '000000000000',
      region: 'us-east-1',
      caller: 'arn:aws:iam::000000000000:user/operator',
      error: {
        code: 'UNDO_INCOMPLETE',
        exitCode: 4,
        message: expect.stringMatching(/^devices are being refused now: .* denies it to user\/operator/s),
        aftermath: expect.stringMatching(/^the certificate provider is still in place/),
        details: {
          canary: { outcome: 'failed', reason: 'refused', attempts: expect.any(Number) },
          returned: false,
          reason: 'AWS_ACCESS_DENIED',
          action: 'iot:DeleteCertificateProvider',
          explicitDeny: true,
          provider: 'certprov',
          deletionCommand: expect.stringContaining(LINE),
        },
      },
    });
    const said = run.stderr + run.stdout;
    expect(said).not.toMatch(/AWS signs again|nothing was changed|nothing that affects/);
    expect(await effectsIn(account)).toContain('iot:CreateCertificateProvider');
  });

  it.each([
    ['explicit-deny', { explicitDeny: true }],
    ['stale-not-found', { reason: 'AWS_NOT_FOUND' }],
  ] as const)('is exit 4 where nothing could have foretold it: %s', async (kind, details) => {
    const account = seeded.copy();
    await account.fault({ operation: DELETE, kind, times: 'always' });
    const run = await account.run(FAIR_WEATHER);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.json()).toMatchObject({
      error: {
        aftermath: expect.stringMatching(/^the certificate provider is still in place/),
        details: { canary: { reason: 'refused' }, returned: false, ...details },
      },
    });
    expect(run.stderr).toMatch(/^✗ DEVICES ARE BEING REFUSED NOW/m);
    expect(run.stderr).toContain(LINE);
    expect(run.stderr).not.toContain('is not known');
    expect(run.stderr + run.stdout).not.toMatch(/AWS signs again|nothing was changed/);
  });

  it('says at the first refusal what devices meet and what ends it, and then goes on trying', async () => {
    const account = refusing.copy();
    account.deny(RETURN);
    const requests = await account.requestsOf(async () => {
      const { stderr } = await account.run(CANARY);
      expect(stderr).toMatch(/^✗ DEVICES ARE BEING REFUSED NOW +account 000000000000 · us-east-1$/m);
      const [headline, line, trying, end] = [
        'DEVICES ARE BEING REFUSED NOW',
        `\n    ${LINE} --endpoint-url http://127.0.0.1:`,
        'certprov goes on trying for',
        '✗ tried',
      ].map((text) => stderr.indexOf(text));
      expect([headline, line, trying, end]).toEqual([headline, line, trying, end].toSorted((a, b) => a! - b!));
      expect(headline).toBeGreaterThan(0);
    });
    expect(operationsOf(requests).filter((operation) => operation === DELETE).length).toBeGreaterThan(3);
  });

  it('of rollback is exit 4 and knows nothing of devices', async () => {
    const account = refusing.copy();
    account.deny(RETURN);
    const run = await account.run(ROLLBACK);
    expect(run.exitCode).toBe(4);
    expect(run.json()).toMatchObject({
      error: { message: expect.stringMatching(/^self-managed signing is still on: /), details: { returned: false } },
    });
    expect(run.stderr).toContain(LINE);
    expect(run.stderr).not.toMatch(/refused now|nothing was changed|AWS signs/i);
  });

  it.each(['explicit-deny', 'error-500', 'drop-before', 'expired-token', 'stale-not-found'] as const)(
    'succeeds when %s passes while it is tried, and says so behind the read-back only',
    async (kind) => {
      const account = seeded.copy();
      await account.fault({ operation: DELETE, kind, times: 4 });
      const run = await account.run(FAIR_WEATHER);
      expect(run.exitCode, run.stderr).toBe(3);
      expect(run.json()).toMatchObject({
        error: { code: 'CANARY_FAILED', details: { returned: true, canary: { reason: 'refused' } } },
      });
      expect(run.stderr).toContain(LINE);
      expect(run.stderr.indexOf('AWS signs again')).toBeGreaterThan(run.stderr.indexOf('✓ read back: no certificate'));
      expect(await effectsIn(account)).toEqual([]);
    },
  );

  it('is none when AWS did it and every answer was lost', async () => {
    const account = refusing.copy();
    await account.fault({ operation: DELETE, kind: 'drop-after', times: 'always' });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
  });

  it('deletes what it switched on, also when a list that is a moment old does not show it', async () => {
    const account = seeded.copy();
    const probe = seeded.copy();
    const before = operationsOf(await probe.requestsOf(() => probe.run(FAIR_WEATHER)));
    const skip =
      before.slice(0, before.lastIndexOf(DELETE)).filter((one) => one === 'ListCertificateProviders').length - 1;
    await account.fault({ operation: 'ListCertificateProviders', kind: 'stale-read', skip, times: 1 });
    const run = await account.run(FAIR_WEATHER);
    expect(account.areFaultsMet()).toBe(true);
    expect(run.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: true } } });
    expect(await effectsIn(account)).toEqual([]);
  });

  it('asks the account before it says of a lost answer what devices meet', async () => {
    const account = refusing.copy();
    await account.fault({ operation: DELETE, kind: 'error-500', times: 'always' });
    const probe = refusing.copy();
    const operations = operationsOf(await probe.requestsOf(() => probe.run(ROLLBACK)));
    const lists = operations.slice(0, operations.indexOf(DELETE)).filter((one) => one === 'ListCertificateProviders');
    await account.fault({
      operation: 'ListCertificateProviders',
      kind: 'error-500',
      skip: lists.length,
      times: 'always',
    });
    const run = await account.run(ROLLBACK);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/^✗ WHETHER AWS SIGNS AGAIN IS NOT KNOWN +account/m);
    expect(run.stderr).not.toMatch(/still on|still in place/i);
    expect(run.json().error).toMatchObject({
      message: expect.stringMatching(/^whether the certificate provider is still there is not known/),
      aftermath: expect.stringMatching(/^the certificate provider may have been deleted/),
    });
    // The block stays in sight: repeats of the calls have no lines of their own behind it.
    expect(run.stderr.slice(run.stderr.indexOf('goes on trying'))).not.toContain(`${DELETE} again in`);
  });

  it('is exit 4 when the operator stopped the canary, and says that nobody knows what devices meet', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: 600_000 });
    await account.fault({ operation: DELETE, kind: 'explicit-deny', times: 'always' });
    const started = account.start(['init', '--sandbox', '--yes', '--confirm', PLACE, '--json']);
    await account.until('CreateCertificateFromCsr');
    started.kill('SIGINT');
    const run = await started.done;
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr).toMatch(/^✗ SELF-MANAGED SIGNING IS ON, AND NOT PROVEN +account/m);
    expect(run.json()).toMatchObject({ error: { details: { canary: { outcome: 'stopped' }, returned: false } } });
    expect(run.stderr).not.toMatch(/AWS signs again|refused now/i);
  });

  it('does not believe one list that shows nothing where the journal knows of a provider', async () => {
    const account = await Account.enabled(seeded);
    await account.fault({ operation: 'ListCertificateProviders', kind: 'stale-read', times: 1 });
    const run = await account.run(ROLLBACK);
    expect(account.areFaultsMet()).toBe(true);
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'aws-managed' });
  });

  it("does not say that AWS signs when somebody else's provider is there by then", async () => {
    const account = refusing.copy();
    await account.fault({ operation: 'ListCertificateProviders', kind: 'delay', delayMs: 2_500, skip: 1 });
    const started = account.start(ROLLBACK);
    await account.until(DELETE);
    await account.elsewhere((config) => switchByOthers(config));
    const run = await started.done;
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ rolledBack: true, signing: 'self-managed' });
    expect(run.stderr).toMatch(/certprov is gone, and another certificate provider is there:\s+theirs/);
    expect(run.stderr).not.toContain('AWS signs again');
  });

  it('is given up at a signal, and says how the account is left', async () => {
    const account = refusing.copy();
    account.deny(RETURN);
    const started = account.start(ROLLBACK);
    await account.until(DELETE);
    started.kill('SIGINT');
    const run = await started.done;
    expect(run.exitCode).toBe(4);
    expect(run.json().error!.aftermath).toMatch(/^the certificate provider is still in place/);
  });
});

describe.concurrent('what is said of changes', () => {
  it('counts an action as perhaps done only when a request for it left', async () => {
    const probe = seeded.copy();
    const operations = operationsOf(await probe.requestsOf(() => probe.run(UNATTENDED)));
    const skip = operations.slice(0, operations.indexOf('CreateRole')).filter((one) => one === 'GetRole').length - 1;
    const account = seeded.copy();
    await account.fault({ operation: 'GetRole', kind: 'error-500', skip, times: 'always' });
    const run = await account.run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(1);
    expect(run.json().error!.aftermath).toMatch(/^nothing that affects devices was done · 0 of 5 actions applied$/);
    expect(run.stderr).toContain('AWS answered HTTP 500');
    expect(run.stderr).not.toContain('did not answer');
  });

  it('says that nothing was changed where nothing left, and not where a request did', async () => {
    const account = refusing.copy();
    await account.fault({ operation: 'ListCertificateProviders', kind: 'access-denied', times: 'always' });
    expect((await account.run(ROLLBACK)).json().error).toMatchObject({ aftermath: 'nothing was changed' });
    account.mend();
    await account.fault({ operation: DELETE, kind: 'access-denied', times: 'always' });
    expect((await account.run(ROLLBACK)).json().error!.aftermath).not.toContain('nothing was changed');
  });
});
