import { expect } from 'vitest';
import type { OpenTerminal } from '../support/pty.ts';
import { type Account, PROVEN } from '../e2e/account.ts';
import { effectsIn, journaled } from '../e2e/walk.ts';

export const PREPARED = ['iam:CreateRole', 'iam:PutRolePolicy', 'lambda:CreateFunction', 'lambda:AddPermission'];
export const ENABLED = [...PREPARED, 'iot:CreateCertificateProvider'];
export const NOTHING_CHANGED = /^✗ stopped by the operator\n {2}nothing was changed$/m;
export const PREPARED_ONLY =
  /nothing that affects devices was done · 4 of 5 actions applied\n {2}go on:\n {4}npx certprov init --sandbox[^\n]*\n {2}back:\n {4}npx certprov rollback --sandbox --all/;
const STAYS_ON = /self-managed signing is on\n {2}back to AWS:\n {4}npx certprov rollback --sandbox/;

/** Per question of `init`: what must be said when somebody stops there, and what must have been done. */
const LEFT: Readonly<Record<string, readonly [said: RegExp, effects: readonly string[]]>> = {
  function: [NOTHING_CHANGED, []],
  authority: [NOTHING_CHANGED, []],
  validity: [NOTHING_CHANGED, []],
  impact: [NOTHING_CHANGED, []],
  devices: [NOTHING_CHANGED, []],
  prepare: [NOTHING_CHANGED, []],
  confirmation: [PREPARED_ONLY, PREPARED],
  keep: [STAYS_ON, ENABLED],
};

export const shown = (terminal: OpenTerminal): string => terminal.scrollback().join('\n');

/** Ended as cancelled, in a terminal that is as it was. */
export async function expectStopped(terminal: OpenTerminal): Promise<void> {
  await terminal.waitFor(/exit code \d+[^]*iexten/);
  expect(shown(terminal)).toMatch(/^exit code 130$/m);
  expect(shown(terminal)).toMatch(/(?<!-)\bicanon\b/);
  expect(shown(terminal)).toMatch(/(?<!-)\becho\b/);
  expect(terminal.isCursorVisible()).toBe(true);
}

/** Says how the account is left at a question of `init`, and it is so. */
export async function expectLeft(
  question: string,
  terminal: OpenTerminal,
  account: Account,
  seeded: Account,
): Promise<void> {
  await expectStopped(terminal);
  const [said, effects] = LEFT[question]!;
  expect(shown(terminal)).toMatch(said);
  expect(await effectsIn(account)).toEqual(effects);
  expect(await journaled(account)).toEqual(effects);
  if (effects.length > 0) await expectBothWays(account, seeded);
  else expect(await account.snapshot()).toEqual(await seeded.snapshot());
}

/** From here the way on and the way back are both open. */
export async function expectBothWays(account: Account, seeded: Account): Promise<void> {
  const back = account.copy();
  const [forth, undone] = await Promise.all([
    account.run(PROVEN),
    back.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']),
  ]);
  expect(forth).toMatchObject({ exitCode: 0 });
  expect(await effectsIn(account)).toEqual(ENABLED);
  expect(undone).toMatchObject({ exitCode: 0 });
  expect(await back.snapshot()).toEqual(await seeded.snapshot());
}
