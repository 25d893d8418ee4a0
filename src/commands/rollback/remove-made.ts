import { setTimeout as sleep } from 'node:timers/promises';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { cancelled } from '../../errors.ts';
import { untilInterfacesGone } from './interfaces-gone.ts';
import type { Journaled } from './journaled.ts';
import { undoActions, type Undoable, type UndoReport } from '../../actions/undo-actions.ts';

export interface Wait {
  readonly seconds: number;
  /** When an earlier rollback deleted the provider. */
  readonly unswitchedAt: Date | undefined;
  /** This very rollback has given signing back to AWS. */
  readonly isReturned: boolean;
}

/**
 * Removes what certprov made, but not before calls that are still on their way can have reached the function: deleting
 * it under them would refuse those devices.
 */
export async function removeMade(
  undoables: readonly Undoable[],
  { seconds, unswitchedAt, isReturned }: Wait,
  journaled: Pick<Journaled, 'runs'>,
  context: ChangingContext,
): Promise<UndoReport[]> {
  const elapsed = unswitchedAt ? (context.now().getTime() - unswitchedAt.getTime()) / 1000 : 0;
  const remaining = Math.ceil(seconds - elapsed);
  const hint = isReturned ? 'Ctrl-C stops: AWS signs already' : 'Ctrl-C stops';
  if (undoables.length > 0 && remaining > 0) {
    // A section, so that the line of the countdown goes before the error is shown.
    await context.interrupt.section(() => countDown(remaining, hint, context));
  }
  return undoActions(undoables, context, untilInterfacesGone(undoables, journaled, context));
}

async function countDown(seconds: number, hint: string, { output, interrupt }: ReadingContext): Promise<void> {
  const spinner = output.progress(`waiting ${seconds} s for calls that are still on their way to the function`);
  const end = performance.now() + seconds * 1000;
  for (let left = seconds; left > 0; left = Math.ceil((end - performance.now()) / 1000)) {
    spinner.update(`waiting ${left} s for calls still on their way (${hint})`);
    await sleep(Math.min(1000, left * 1000), undefined, { signal: interrupt.signal }).catch(() => {
      spinner.clear();
      throw cancelled();
    });
  }
  spinner.succeed(`waited ${seconds} s, so that no call on its way is refused`);
}
