import { expect } from 'vitest';
import { type Account, ROLLBACK_ALL, UNATTENDED } from '../../e2e/account.ts';
import type { CertprovRun, Document } from '../../support/certprov.ts';
import type { Scenario } from './scenarios.ts';
import { brokenProvidersIn, markedIn, providersIn, thingsIn } from './things-in.ts';

/** Every wait of certprov has an end before this. */
const LONGEST_MS = 200_000;

export type Verdict = 'goes on' | { readonly error: NonNullable<Document['error']> };

/** It ended well, or with exactly one error that has everything, and what it says of the account is true. */
export async function judge(
  run: CertprovRun,
  scenario: Scenario,
  account: Account,
  elapsedMs: number,
): Promise<Verdict> {
  expect(elapsedMs).toBeLessThan(LONGEST_MS);
  const before = await scenario.start.snapshot();
  const after = await account.snapshot();
  expect(brokenProvidersIn(after), 'providers that nobody signs for').toEqual([]);
  const { error } = run.json();
  if (run.exitCode === 0) {
    expect(error).toBeUndefined();
    if (scenario.purpose === 'on') expect(providersIn(after)).toHaveLength(1);
    if (scenario.purpose === 'off' || scenario.purpose === 'all-off') expect(providersIn(after)).toEqual([]);
    if (scenario.purpose === 'ca-end') expect(markedIn(after)).toHaveLength(1);
    return 'goes on';
  }
  if (error === undefined) {
    // Findings that say the account is in a bad way, and no failure of the command.
    expect(run.exitCode).toBe(3);
    return 'goes on';
  }
  expect(error).toMatchObject({
    code: expect.stringMatching(/^[A-Z][A-Z_]+$/),
    message: expect.stringMatching(/\S/),
    fix: expect.stringMatching(/\S/),
    exitCode: run.exitCode,
  });
  expect(error.code, error.message).not.toBe('INTERNAL');
  if (scenario.purpose !== 'look') expect(error.aftermath, error.message).toEqual(expect.any(String));
  if (error.aftermath !== undefined) expectTrue(error.aftermath, before, after);
  return { error };
}

/** By the sentence under an error: what the account must then look like. */
function expectTrue(aftermath: string, before: object, after: object): void {
  const isOn = providersIn(after).length > 0;
  const same = (): void => expect(after, aftermath).toEqual(before);
  if (aftermath.startsWith('nothing was changed')) same();
  if (aftermath.startsWith('the certificate provider is still in place')) expect(isOn, aftermath).toBe(true);
  if (aftermath.startsWith('nothing that affects devices was done')) {
    expect(providersIn(after)).toEqual(providersIn(before));
    const [, applied, maybe] = /· (\d+) of \d+ actions applied(?:, (\d+) more)?/.exec(aftermath) ?? [];
    if (applied === '0' && maybe === undefined) same();
  }
  if (aftermath.startsWith('no device is affected')) expect(providersIn(after)).toEqual(providersIn(before));
  if (/^(the switch was made|self-managed signing is on)/.test(aftermath)) expect(isOn, aftermath).toBe(true);
  if (aftermath.startsWith('AWS signs')) expect(isOn, aftermath).toBe(false);
  if (aftermath.startsWith('the certificate provider was deleted')) expect(isOn, aftermath).toBe(false);
}

/** AWS behaves again: the same command comes to its goal, with nothing made twice. */
export async function expectGoesOn(scenario: Scenario, account: Account, after: Account): Promise<void> {
  account.mend();
  if (await hasKeyOfNobody(scenario, account)) return;
  // A canary that took the switch back has nothing to prove until it is made again.
  if (scenario.purpose === 'proof' && providersIn(await account.snapshot()).length === 0)
    await expectDone(account, UNATTENDED);
  // A switch that nobody has proven is not done: the way on has its canary.
  const again = scenario.again?.(account) ?? scenario.args(account);
  await expectDone(
    account,
    again.filter((word) => word !== '--no-canary'),
  );
  const there = await account.snapshot();
  expect(brokenProvidersIn(there)).toEqual([]);
  if (scenario.purpose === 'ca-end') expect(markedIn(there)).toHaveLength(1);
  if (scenario.purpose !== 'look') expect(thingsIn(there)).toEqual(thingsIn(await after.snapshot()));
  if (scenario.purpose === 'on') await expectGoesBack(scenario, account);
}

async function expectDone(account: Account, args: readonly string[]): Promise<void> {
  const run = await account.run(args);
  expect(run.exitCode, run.stderr).toBe(0);
}

/** A key in a secret is known only to the process that made it: the error names the way round, which is gone here. */
async function hasKeyOfNobody(scenario: Scenario, account: Account): Promise<boolean> {
  if (scenario.purpose !== 'ca-key') return false;
  const again = scenario.again?.(account) ?? [];
  const { error } = (await account.copy().run(again)).json();
  const [, secret] = /certprov ca delete (\S+)/.exec(error?.fix ?? '') ?? [];
  if (error?.code !== 'AWS_CONFLICT' || secret === undefined) return false;
  await expectDone(account, [...again, '--name', 'second']);
  await expectDone(account, ['ca', 'delete', secret, '--confirm', secret, '--sandbox']);
  return true;
}

/** AWS behaves again: the way back leaves the account as it was. */
export async function expectGoesBack(scenario: Scenario, account: Account): Promise<void> {
  account.mend();
  const run = await account.run(ROLLBACK_ALL);
  expect(run.exitCode, run.stderr).toBe(0);
  expect(settled(await account.snapshot())).toEqual(settled(await scenario.start.snapshot()));
}

/** Without certificates that were never active, which AWS forgets by itself. */
const settled = (snapshot: object): unknown =>
  JSON.parse(
    JSON.stringify(snapshot, (_key, value: unknown) =>
      (value as { status?: unknown } | null)?.status === 'PENDING_ACTIVATION' ? undefined : value,
    ),
  );
