import { isTemporary, type CanaryTemplate } from './canary-template.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { readJournals, stillMade, type MadeAction } from '../../actions/journal.ts';
import { inUndoOrder } from '../rollback/find-made.ts';
import { lockFor } from '../../actions/lock-account.ts';
import { undoActions } from '../../actions/undo-actions.ts';

/** What a canary that was cut off has left, though nothing else is to be done; true when there was something. */
export async function removeLeftTemporary(context: ChangingContext): Promise<boolean> {
  if ((await leftByCanaries(context)).length === 0) return false;
  const unlock = await lockFor('init', context);
  try {
    await context.interrupt.section(() => context.interrupt.clearing(() => removeLeft(context)));
  } finally {
    unlock();
  }
  return true;
}

/** What was made for the canary alone goes with it, however the run ended; also what an earlier run that was cut off left. */
export async function removeTemporary(template: CanaryTemplate | undefined, context: ChangingContext): Promise<void> {
  if (template !== undefined && template.temporary.length > 0) await removeLeft(context);
}

async function removeLeft(context: ChangingContext): Promise<void> {
  await undoActions(inUndoOrder(await leftByCanaries(context)), context);
}

async function leftByCanaries({ home, place }: ReadingContext): Promise<MadeAction[]> {
  const runs = await readJournals(home, place.account, place.region, () => undefined);
  return stillMade(runs).filter(({ action }) => isTemporary(action));
}
