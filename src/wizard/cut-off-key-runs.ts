import { createKey } from '../actions/kinds/create-key.ts';
import { identityOf } from '../actions/identity.ts';
import type { Context } from '../context.ts';
import { readJournals, stillMade } from '../actions/journal.ts';
import type { Action } from '../actions/plan.ts';

/**
 * Runs that were cut off while they made this key, and never heard of it. KMS has no token that makes CreateKey
 * idempotent, so the next run has to look for what they left: a key without an alias, which AWS bills.
 */
export async function cutOffKeyRuns(wanted: Action, { home, place }: Context): Promise<string[]> {
  if (wanted.kind !== createKey.kind) return [];
  const runs = await readJournals(home, place.account, place.region, () => undefined);
  return stillMade(runs)
    .filter(({ action, receipt }) => !receipt && identityOf(action) === identityOf(wanted))
    .map(({ runId }) => runId);
}
