import { describe, expect, it } from 'vitest';
import type { Action, ApplyTools, UndoOutcome } from '../../src/actions/plan.ts';
import { ACTION_KINDS, actionKind } from '../../src/actions/registry.ts';
import { type Aws, openAws } from '../../src/aws/open-aws.ts';
import { type TemporaryAccount, temporaryAccount } from '../sandbox/temporary-account.ts';
import { ACTION_CASES, type ActionCase } from './action-cases.ts';

/** A new account and who may change it, gone at the end. */
async function openAccount(): Promise<TemporaryAccount & Aws> {
  const account = await temporaryAccount({ settings: { roleDelayMs: 0, functionPendingMs: 0 } });
  const aws = await openAws({ sandbox: { ...account, ...account.credentials }, pause: async () => undefined });
  return {
    ...aws,
    ...account,
    async [Symbol.asyncDispose]() {
      aws.close();
      await account[Symbol.asyncDispose]();
    },
  };
}

const TOOLS: ApplyTools = {
  progress: () => undefined,
  secretValue: () => JSON.stringify('ours'),
  askAgain: (ask) => ask(),
};

const apply = (action: Action, { writer }: Aws): Promise<unknown> =>
  actionKind(action).apply(action.args, writer, TOOLS);

const undo = (action: Action, receipt: unknown, { writer }: Aws): Promise<UndoOutcome> =>
  actionKind(action).undo(action.args, receipt, writer);

async function applyAll(actions: readonly Action[], aws: Aws): Promise<void> {
  for (const action of actions) await apply(action, aws);
}

async function undoAll(actions: readonly Action[], aws: Aws): Promise<void> {
  for (const action of actions.toReversed())
    await expect(undo(action, undefined, aws)).resolves.toEqual({ outcome: 'removed' });
}

const kept = (reason: RegExp): object => ({ outcome: 'kept', reason: expect.stringMatching(reason) });

/** The case list by name; one that is missing is a test that fails, and not one that is not there. */
const casesOf = (kind: string): readonly ActionCase[] => ACTION_CASES[kind] ?? [];

it('has a case here: every kind of action, and nothing that is none', () => {
  expect(Object.keys(ACTION_CASES).toSorted()).toEqual(ACTION_KINDS.map(({ kind }) => kind).toSorted());
  for (const { kind } of ACTION_KINDS) expect(casesOf(kind), kind).not.toHaveLength(0);
});

describe.each(ACTION_KINDS.map(({ kind }) => kind))('the undo of %s', (kind) => {
  it('is tried with something that is not ours', () => {
    expect(casesOf(kind).map(({ others }) => Object.keys(others).length)).not.toContain(0);
    for (const { action } of casesOf(kind)) expect(action.kind).toBe(kind);
  });

  for (const { action, on, stays, others, as } of casesOf(kind)) {
    const label = as === undefined ? '' : ` (${as})`;
    // A process that dies while AWS answers leaves no receipt.
    const HOWS = ['with its receipt', 'without a receipt'];

    it.each(stays === undefined ? HOWS : [])(`leaves the account as it was before${label}, %s`, async (how) => {
      await using account = await openAccount();
      const atFirst = await account.snapshot();
      await applyAll(on, account);
      const before = await account.snapshot();
      const receipt = await apply(action, account);
      expect(await account.snapshot()).not.toEqual(before);

      const known = how === HOWS[0] ? receipt : undefined;
      await expect(undo(action, known, account)).resolves.toEqual({ outcome: 'removed' });
      expect(await account.snapshot()).toEqual(before);
      await expect(undo(action, known, account), 'the second time').resolves.toEqual({ outcome: 'absent' });
      expect(await account.snapshot()).toEqual(before);
      await undoAll(on, account);
      expect(await account.snapshot()).toEqual(atFirst);
    });

    it.each(stays === undefined ? [] : HOWS)(`leaves what has to stay${label}, %s`, async (how) => {
      await using account = await openAccount();
      const before = await account.snapshot();
      const receipt = await apply(action, account);
      const made = await account.snapshot();
      expect(made).not.toEqual(before);
      for (const known of how === HOWS[0] ? [receipt, receipt] : [undefined, undefined]) {
        await expect(undo(action, known, account)).resolves.toEqual(kept(stays!));
        expect(await account.snapshot()).toEqual(made);
      }
    });

    it(`does nothing in an account where it was never made${label}`, async () => {
      await using account = await openAccount();
      const before = await account.snapshot();
      await expect(undo(action, undefined, account)).resolves.toEqual({ outcome: 'absent' });
      expect(await account.snapshot()).toEqual(before);
    });

    it.each(Object.entries(others))(`leaves %s alone${label}`, async (_what, { by, after, reason }) => {
      await using account = await openAccount();
      await applyAll(after ? [...on, action] : [], account);
      await by(account.writer);
      const theirs = await account.snapshot();
      await expect(undo(action, undefined, account)).resolves.toEqual(kept(reason));
      expect(await account.snapshot()).toEqual(theirs);
    });
  }
});
