import type { JournalEntry, JournalRun } from '../../src/actions/journal.ts';

/** A journal with these entries, in their order. */
export const journalRun = (entries: readonly Omit<JournalEntry, 'index'>[]): JournalRun => ({
  runId: 'r',
  account: '000000000000',
  region: 'us-east-1',
  startedAt: '2026-11-22T00:00:00Z',
  file: 'r.jsonl',
  proofs: [],
  entries: entries.map((entry, index) => ({ ...entry, index })),
});
