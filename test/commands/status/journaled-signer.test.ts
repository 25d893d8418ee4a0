import { expect, it } from 'vitest';
import type { JournalEntry } from '../../../src/actions/journal.ts';
import { journaledSigner } from '../../../src/commands/status/read-status.ts';
import { journalRun } from '../../actions/journal-run.ts';

type Line = readonly [functionName: string, codeSha256: unknown, state: JournalEntry['state'], kind?: string];

const run = (...lines: readonly Line[]) =>
  journalRun(
    lines.map(([functionName, codeSha256, state, kind = 'lambda:CreateFunction']) => ({
      at: '2026-11-22T00:00:00Z',
      state,
      action: { kind, args: { functionName, codeSha256 } },
    })),
  );

it('has the code of the newest deployment that was not taken back', () => {
  const runs = [
    run(['signer', 'first=', 'applied']),
    run(['signer', 'second=', 'applied'], ['other', 'o=', 'applied']),
  ];
  expect(journaledSigner(runs, 'signer')?.codeSha256).toBe('second=');
  expect(journaledSigner([...runs, run(['signer', 'third=', 'undone'])], 'signer')?.codeSha256).toBe('second=');
});

it('is nothing for a function that certprov did not deploy from here', () => {
  expect(journaledSigner([], 'signer')).toBeUndefined();
  expect(journaledSigner([run(['other', 'o=', 'applied'])], 'signer')).toBeUndefined();
  expect(journaledSigner([run(['signer', 'a=', 'refused'])], 'signer')).toBeUndefined();
  expect(journaledSigner([run(['signer', 'a=', 'applied', 'lambda:AddPermission'])], 'signer')).toBeUndefined();
});

it('is nothing where the journal has something else in its place', () => {
  expect(journaledSigner([run(['signer', 7, 'applied'])], 'signer')).toEqual({});
});
