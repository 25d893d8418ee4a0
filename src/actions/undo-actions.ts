import { nameOf } from './identity.ts';
import { addPermission } from './kinds/add-permission.ts';
import { actionKind } from './registry.ts';
import type { ChangingContext, ReadingContext } from '../context.ts';
import { CertprovError } from '../errors.ts';
import { Journal, type MadeAction } from './journal.ts';
import type { Action } from './plan.ts';
import { neededBy } from './still-needed.ts';
import { sayError } from '../terminal/show-error.ts';
import { yellow } from '../terminal/style.ts';

/** What to take back: from a journal, or found in the account by its tags when no journal names it. */
export type Undoable = MadeAction | { readonly action: Action; readonly receipt: undefined; readonly file?: undefined };

export interface UndoReport {
  /** `function certprov-signer` */
  readonly what: string;
  readonly outcome: 'removed' | 'absent' | 'kept' | 'failed';
  readonly reason?: string;
  /** Nothing to be done by hand: it goes with another rollback, when AWS is done with it. */
  readonly isInUse?: true;
}

/**
 * Takes actions back in the order given. One that fails does not stop the others, since a rollback has to work when half
 * of the account is already gone; but nothing goes that is needed by what stays, or that `whyKept` has a reason for.
 */
export async function undoActions(
  undoables: readonly Undoable[],
  context: ChangingContext,
  whyKept: (action: Action) => Promise<string | undefined> = async () => undefined,
): Promise<UndoReport[]> {
  const reports: UndoReport[] = [];
  const staying: Action[] = [];
  const inUse = new Set<Action>();
  for (const undoable of undoables) {
    const { action } = undoable;
    const needing = neededBy(action, staying);
    const why = needing ? undefined : await whyKept(action);
    if (why !== undefined || (needing && inUse.has(needing))) inUse.add(action);
    const reason = needing ? `the ${nameOf(needing)} needs it, and is not removed` : why;
    const report = reason
      ? { ...keep(reason, action, context), ...(inUse.has(action) ? { isInUse: true as const } : {}) }
      : await context.interrupt.changing(() => undoOne(undoable, context));
    reports.push(report);
    if (mayStay(report, action)) staying.push(action);
  }
  return reports;
}

/** A permission that could not be removed goes with its function; one that was kept is in use. */
const mayStay = ({ outcome }: UndoReport, { kind }: Action): boolean =>
  outcome === 'kept' || (outcome === 'failed' && kind !== addPermission.kind);

function keep(reason: string, action: Action, { output }: ReadingContext): UndoReport {
  const what = nameOf(action);
  output.progress(`remove the ${what}`).warn(`remove the ${what}: kept, ${reason}`);
  return { what, outcome: 'kept', reason };
}

async function undoOne(undoable: Undoable, context: ChangingContext): Promise<UndoReport> {
  const kind = actionKind(undoable.action);
  const what = nameOf(undoable.action);
  const label = `remove the ${what}`;
  const spinner = context.output.progress(label);
  try {
    const undo = () => kind.undo(undoable.action.args, undoable.receipt, context.writer);
    const first = await undo();
    // One "not found" can be a moment old, and what is believed gone is in no journal any more.
    const { outcome, reason } = first.outcome === 'absent' ? await undo() : first;
    if (outcome === 'kept') spinner.warn(`${label}: kept, ${reason}`);
    // No tick: nothing was removed, and whether it ever was there is not known here.
    else if (outcome === 'absent') spinner.warn(`${label}: it was not there`);
    else spinner.succeed(label);
    if (outcome !== 'kept') await recordUndo(undoable, 'undone', context);
    return { what, outcome, ...(reason ? { reason } : {}) };
  } catch (cause) {
    const error = cause instanceof CertprovError ? cause : defect(what, cause);
    spinner.fail(label);
    sayError(error, context.output);
    await recordUndo(undoable, 'undo-failed', context);
    return { what, outcome: 'failed', reason: error.message };
  }
}

/** Whatever it is, the other actions are still to be taken back. */
const defect = (what: string, cause: unknown): CertprovError =>
  new CertprovError('INTERNAL', `the ${what} could not be removed: ${(cause as Error).message}`, {
    fix: 'remove it by hand, and report this defect',
    cause,
  });

/** A journal that can no longer be written must not stop a rollback; the account is what counts. */
async function recordUndo(
  undoable: Undoable,
  state: 'undone' | 'undo-failed',
  { now, output }: ReadingContext,
): Promise<void> {
  if (undoable.file === undefined) return;
  try {
    const { runId, file, index, action } = undoable;
    await Journal.add({ runId, file }, now, (journal) => journal.record(index, action, state));
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    output.say(yellow(`! ${error.message}`));
  }
}
