import { describe, expect, it } from 'vitest';
import type { JournalEntry, JournalRun } from '../../../src/actions/journal.ts';
import { lastUnswitch } from '../../../src/commands/rollback/journaled.ts';

const run = (...entries: readonly (readonly [string, JournalEntry['state']])[]): JournalRun => ({
  runId: 'r',
  account: '000000000000',
  region: 'us-east-1',
  startedAt: '2026-11-22T00:00:00Z',
  file: 'r.jsonl',
  proofs: [],
  entries: entries.map(([at, state], index) => ({
    at,
    index,
    state,
    action: { kind: 'iot:CreateCertificateProvider', args: { certificateProviderName: 'certprov' } },
  })),
});

describe('lastUnswitch', () => {
  it('is the newest return that a journal knows', () => {
    const runs = [
      run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']),
      run(['2026-11-22T03:00:00Z', 'applied'], ['2026-11-22T04:00:00Z', 'undone']),
    ];
    expect(lastUnswitch(runs)).toEqual(new Date('2026-11-22T04:00:00Z'));
  });

  it.each(['started', 'applied'] as const)('is unknown when a provider was %s since then', (state) => {
    const runs = [
      run(['2026-11-22T01:00:00Z', 'applied'], ['2026-11-22T02:00:00Z', 'undone']),
      run(['2026-11-22T03:00:00Z', state]),
    ];
    expect(lastUnswitch(runs)).toBeUndefined();
  });

  it('is unknown without journals', () => {
    expect(lastUnswitch([])).toBeUndefined();
  });
});
