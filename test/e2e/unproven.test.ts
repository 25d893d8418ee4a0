import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, operationsOf, PROVEN, UNATTENDED } from './account.ts';

const FAIR_WEATHER = ['--function', 'fair-weather-signer', '--ca', 'Acme Device CA P256'] as const;
const INIT = [...PROVEN, '--json'];
const STATUS = ['status', '--sandbox', '--json'];
const CANARY = ['canary', '--sandbox', '--json'];
const SWITCH = 'CreateCertificateProvider';
const DESCRIBE = 'DescribeCertificateProvider';

let seeded: Account;
/** Over a function that refuses devices, and nobody has proven it. */
let unproven: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  unproven = await seeded.after([...UNATTENDED, ...FAIR_WEATHER]);
});

const finding = (code: string) => ({ findings: expect.arrayContaining([expect.objectContaining({ code })]) });

/** No other machine may be told that it is on, proven and well. */
async function expectRed(account: Account, code: string, proof: object): Promise<void> {
  const run = await account.run(STATUS);
  expect(run.exitCode, run.stdout).toBe(3);
  expect(run.json()).toMatchObject({ ...finding(code), proof });
}

const expectReturned = async (account: Account): Promise<void> =>
  expect((await account.run(STATUS)).json()).toMatchObject({ signing: 'aws-managed', proof: null });

describe.concurrent('a read-back that is stale or fails', () => {
  it.each([
    ['DescribeCertificateProvider', 'stale-read', 2],
    ['DescribeCertificateProvider', 'stale-not-found', 4],
    ['ListTagsForResource', 'error-500', 30],
  ] as const)('of %s, %s %i times, leaves the word to the canary', async (operation, kind, times) => {
    const refusing = seeded.copy();
    await refusing.fault({ operation, kind, times });
    const run = await refusing.run([...INIT, ...FAIR_WEATHER]);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: true } } });
    refusing.mend();
    await expectReturned(refusing);

    const serving = seeded.copy();
    await serving.fault({ operation, kind, times });
    const served = await serving.run(INIT);
    serving.mend();
    expect(served.exitCode, served.stderr).toBe(0);
    expect((await serving.run(STATUS)).json()).toMatchObject({ proof: { state: 'proven' } });
  });

  it('of the permission behind the switch leaves the word to the canary', async () => {
    for (const [args, exitCode, outcome] of [
      [[...INIT, ...FAIR_WEATHER], 3, { error: { code: 'CANARY_FAILED', details: { returned: true } } }],
      [INIT, 0, { canary: { outcome: 'proven' } }],
    ] as const) {
      const account = seeded.copy();
      const skip = await countBeforeSwitch({ service: 'lambda', operation: 'GetPolicy' }, args);
      await account.fault({ service: 'lambda', operation: 'GetPolicy', kind: 'error-500', skip, times: 30 });
      const run = await account.run(args);
      expect(account.areFaultsMet()).toBe(true);
      expect(run.exitCode, run.stderr).toBe(exitCode);
      expect(run.json()).toMatchObject(outcome);
    }
  });
});

describe.concurrent('init over an unproven switch, by somebody who may not take it back', () => {
  const RETURN = 'iot:DeleteCertificateProvider';
  const SAID = /could not take the switch back: iot:DeleteCertificateProvider/;

  it('says so before the canary, and proves it', async () => {
    const account = await seeded.after(UNATTENDED);
    account.deny(RETURN);
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.stderr.search(SAID)).toBeGreaterThan(0);
    expect(run.stderr.search(SAID)).toBeLessThan(run.stderr.indexOf('canary ready'));
    expect(run.json()).toMatchObject({ canary: { outcome: 'proven' }, rights: { wayBack: 'denied' } });
  });

  it('says so before the first device is refused', async () => {
    const account = unproven.copy();
    account.deny(RETURN);
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(4);
    expect(run.stderr.search(SAID)).toBeGreaterThan(0);
    expect(run.stderr.search(SAID)).toBeLessThan(run.stderr.indexOf('DEVICES ARE BEING REFUSED NOW'));
    expect(run.json()).toMatchObject({ error: { details: { returned: false } } });
  });
});

/** How often a run asks for something before its switch. */
async function countBeforeSwitch(
  { service, operation }: { readonly service: string; readonly operation: string },
  args: readonly string[],
): Promise<number> {
  const probe = seeded.copy();
  const requests = await probe.requestsOf(() => probe.run(args));
  const before = requests.slice(0, operationsOf(requests).indexOf(SWITCH));
  return before.filter((request) => request.service === service && request.operation === operation).length;
}

describe.concurrent('a switch', () => {
  it('is taken back when its answer is lost and no look shows it', async () => {
    const account = seeded.copy();
    await account.fault({ operation: SWITCH, kind: 'drop-after', times: 'always' });
    const skip = await countBeforeSwitch({ service: 'iot', operation: DESCRIBE }, [...INIT, ...FAIR_WEATHER]);
    await account.fault({ operation: DESCRIBE, kind: 'stale-not-found', skip, times: 'always' });
    const run = await account.run([...INIT, ...FAIR_WEATHER]);
    expect(account.areFaultsMet()).toBe(true);
    expect(run.json().error).toMatchObject({
      code: 'AWS_UNREACHABLE',
      aftermath: expect.stringMatching(/^AWS signs again .*: the switch was not proven/),
    });
    account.mend();
    await expectReturned(account);
  });

  it('whose run was killed before its canary had an answer is red', async () => {
    const account = seeded.copy();
    account.set({ propagationMs: 600_000 });
    const started = account.start([...INIT, ...FAIR_WEATHER]);
    await account.until('CreateCertificateFromCsr');
    started.kill('SIGKILL');
    expect((await started.done).signal).toBe('SIGKILL');
    const proof = { state: 'unproven', by: 'user/operator' };
    await expectRed(account, 'SWITCH_UNPROVEN', { ...proof, reason: 'under-way', knownFrom: 'journal' });
    await expectRed(account.withoutJournal(), 'SWITCH_UNPROVEN', { ...proof, knownFrom: 'tag' });
  });
});

describe.concurrent('a switch that nobody has proven', () => {
  it('is said to be so by init --no-canary', async () => {
    const account = seeded.copy();
    const run = await account.run([...UNATTENDED, ...FAIR_WEATHER]);
    expect(run.exitCode).toBe(0);
    expect(`${run.stdout}${run.stderr}`).toMatch(/SELF-MANAGED SIGNING IS ON, NOT PROVEN/);
    expect(`${run.stdout}${run.stderr}`).toMatch(/not proven:\n {2}npx certprov canary --sandbox/);
  });

  it('is a finding of status, here and on another machine', async () => {
    const proof = { state: 'unproven', by: 'user/operator' };
    await expectRed(unproven.copy(), 'SWITCH_UNPROVEN', { ...proof, reason: 'no-canary', knownFrom: 'journal' });
    await expectRed(unproven.withoutJournal(), 'SWITCH_UNPROVEN', { ...proof, knownFrom: 'tag' });
    const { stdout } = await unproven.copy().run(['status', '--sandbox']);
    expect(stdout).toMatch(/switched \d{4}-\d\d-\d\d \d\d:\d\d UTC by user\/operator/);
    expect(stdout).toMatch(/prove it now:\s+npx certprov canary --sandbox/);
    expect(stdout).not.toContain('every CSR is signed by');
  });

  it.each([
    ['init', [...INIT, ...FAIR_WEATHER]],
    ['init without flags', INIT],
    ['canary', CANARY],
  ])('is taken back by %s when devices are refused', async (_name, args) => {
    for (const account of [unproven.copy(), unproven.withoutJournal()]) {
      const run = await account.run(args);
      expect(run.exitCode, run.stderr).toBe(3);
      expect(run.json()).toMatchObject({ error: { code: 'CANARY_FAILED', details: { returned: true } } });
      await expectReturned(account);
    }
  });

  it('is proven by the next init when devices are served', async () => {
    const account = await seeded.after(UNATTENDED);
    const run = await account.run(INIT);
    expect(run.exitCode, run.stderr).toBe(0);
    expect(run.json()).toMatchObject({ alreadyOn: true, applied: false, canary: { outcome: 'proven' } });
    expect(run.stderr).toMatch(/It is switched on already for .*, and proven now/);
    for (const machine of [account, account.withoutJournal()]) {
      const status = await machine.run(STATUS);
      expect(status.exitCode, status.stdout).toBe(0);
      expect(status.json()).toMatchObject({
        proof: { state: 'proven', serialNumber: expect.stringMatching(/^[0-9a-f]+$/) },
      });
    }
    const { stdout } = await account.run(['status', '--sandbox']);
    expect(stdout.replaceAll(/\s+/g, ' ')).toMatch(
      /✓ proof \d{4}-\d\d-\d\d \d\d:\d\d UTC · by user\/operator · serial [0-9a-f]{8,}/,
    );
    const requests = await account.requestsOf(async () => expect((await account.run(INIT)).exitCode).toBe(0));
    expect(mutating(requests)).toEqual([]);
  });

  it('is never just "on already" for init without a canary', async () => {
    for (const more of [['--no-canary'], ['--plan']]) {
      const account = unproven.copy();
      const before = await account.snapshot();
      const run = await account.run([...INIT, ...more]);
      expect(run.exitCode).toBe(3);
      expect(run.stderr).toMatch(/It is switched on already for .*, and NOT PROVEN/);
      expect(run.json()).toMatchObject({ alreadyOn: true, canary: null, status: finding('SWITCH_UNPROVEN') });
      expect(await account.snapshot()).toEqual(before);
    }
  });

  it('goes back when nobody can ask, and stays with --no-auto-rollback, red', async () => {
    const account = seeded.copy();
    // AWS IoT takes no CSR at all just now.
    account.set({ csrPerSecond: 0 });
    const run = await account.run([...INIT, ...FAIR_WEATHER]);
    expect(run.exitCode, run.stderr).toBe(3);
    expect(run.json()).toMatchObject({
      error: { code: 'SWITCH_UNPROVEN', details: { canary: { outcome: 'unproven' }, returned: true } },
    });
    await expectReturned(account);

    const kept = seeded.copy();
    kept.set({ csrPerSecond: 0 });
    expect((await kept.run([...INIT, ...FAIR_WEATHER, '--no-auto-rollback'])).exitCode).toBe(3);
    await expectRed(kept, 'SWITCH_UNPROVEN', { reason: 'could-not-ask' });
  });
});
