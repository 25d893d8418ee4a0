import { identityOf } from '../actions/identity.ts';
import { ACTION_KINDS } from '../actions/registry.ts';
import type { MadeAction } from '../actions/journal.ts';
import type { UndoReport } from '../actions/undo-actions.ts';

const isKnown = ({ action }: MadeAction): boolean => ACTION_KINDS.some(({ kind }) => kind === action.kind);
const isNamed = ({ action }: MadeAction): boolean => identityOf(action) !== undefined;

export interface PartedActions {
  readonly known: MadeAction[];
  /** Of a kind that a newer certprov may take back: that must not stand in the way of all the rest. */
  readonly unknown: MadeAction[];
  /** They do not say what was made, so that only the tags in the account can. */
  readonly damaged: MadeAction[];
}

export const partitionKnown = (made: readonly MadeAction[]): PartedActions => ({
  known: made.filter((one) => isKnown(one) && isNamed(one)),
  unknown: made.filter((one) => !isKnown(one)),
  damaged: made.filter((one) => isKnown(one) && !isNamed(one)),
});

/** For the end of a rollback: what only another version can take back. */
export const leftToOtherVersion = ({ action, file }: MadeAction): UndoReport => ({
  what: `${action.kind} of the journal ${file}`,
  outcome: 'kept',
  reason: 'this certprov does not know the action; the version that wrote the journal does',
});
