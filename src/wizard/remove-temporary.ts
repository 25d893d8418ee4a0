import { identityOf } from '../actions/identity.ts';
import type { CanaryTemplate } from '../canary/canary-template.ts';
import type { Context } from '../context.ts';
import { readJournals, stillMade } from '../journal.ts';
import { inUndoOrder } from './find-made.ts';
import { undoActions } from './undo-actions.ts';

/** What was made for the canary alone goes with it, however the run ended; also what an earlier run that was cut off left. */
export async function removeTemporary(template: CanaryTemplate | undefined, context: Context): Promise<void> {
  const temporary = new Set((template?.temporary ?? []).map(identityOf));
  if (temporary.size === 0) return;
  const { home, place } = context;
  const runs = await readJournals(home, place.account, place.region, () => undefined);
  const made = stillMade(runs).filter(({ action }) => temporary.has(identityOf(action)));
  await undoActions(inUndoOrder(made), context);
}
