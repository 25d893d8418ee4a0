import { identityOf } from '../../actions/identity.ts';
import { Journal, readJournals, stillMade, type JournalRun, type MadeAction } from '../../actions/journal.ts';
import { createCertificateProvider } from '../../actions/kinds/create-certificate-provider.ts';
import { ACTION_KINDS } from '../../actions/registry.ts';
import type { UndoReport } from '../../actions/undo-actions.ts';
import { functionNameOf } from '../../aws/arn.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError } from '../../errors.ts';
import { yellow } from '../../terminal/style.ts';

/** What the journals tell a rollback, as far as they can be read. */
export interface Journaled {
  readonly runs: readonly JournalRun[];
  readonly made: readonly MadeAction[];
  /** Made by another version of certprov. */
  readonly unknown: readonly MadeAction[];
  /** There are journals, and all of them could be read. */
  readonly isIntact: boolean;
}

const PROVIDER_KIND = createCertificateProvider.kind;

const isKnown = ({ action }: MadeAction): boolean => ACTION_KINDS.some(({ kind }) => kind === action.kind);
const isNamed = ({ action }: MadeAction): boolean => identityOf(action) !== undefined;

interface PartedActions {
  readonly known: MadeAction[];
  /** Of a kind that a newer certprov may take back: that must not stand in the way of all the rest. */
  readonly unknown: MadeAction[];
  /** They do not say what was made, so that only the tags in the account can. */
  readonly damaged: MadeAction[];
}

const partitionKnown = (made: readonly MadeAction[]): PartedActions => ({
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

export async function readJournaled({ home, place, output }: ReadingContext): Promise<Journaled> {
  let isDamaged = false;
  const goOn = (what: string): void => {
    isDamaged = true;
    output.say(yellow(`! ${what}`));
    output.say('  going by the other journals, and by the tags in the account');
  };
  const runs = await readJournals(home, place.account, place.region, (error) => goOn(error.message));
  const { known, unknown, damaged } = partitionKnown(stillMade(runs));
  for (const { action } of unknown) output.say(yellow(`! this certprov cannot take back ${action.kind}`));
  for (const { action, file } of damaged) goOn(`the journal ${file} does not say what ${action.kind} made`);
  return { runs, made: known, unknown, isIntact: runs.length > 0 && !isDamaged };
}

/** Functions that certprov had to do with, also where all was taken back. */
export function journaledFunctions(runs: readonly JournalRun[]): string[] {
  const names = runs.flatMap(({ entries }) =>
    entries.flatMap(({ action }) => {
      const { functionName, lambdaFunctionArn } = action.args as Readonly<Record<string, unknown>>;
      return [functionName, lambdaFunctionArn].filter((name) => typeof name === 'string').map(functionNameOf);
    }),
  );
  return [...new Set(names)].filter((name) => name !== '');
}

/** AWS signs again: no provider of the journals is there any more. */
export const recordReturn = (made: readonly MadeAction[], context: ChangingContext): Promise<void> =>
  recordUndone(
    made.filter(({ action }) => action.kind === PROVIDER_KIND),
    context,
  );

/** What is gone by other means than its own undo. */
export async function recordUndone(made: readonly MadeAction[], { now, output }: ChangingContext): Promise<void> {
  for (const { action, file, runId, index } of made) {
    try {
      await Journal.add({ file, runId }, now, (journal) => journal.record(index, action, 'undone'));
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      output.say(yellow(`! ${error.message}`));
    }
  }
}

/**
 * When an earlier rollback deleted the provider, so that `--all` five minutes later does not wait again. A provider that
 * was made since then is gone by other means, and nobody knows since when.
 */
export function lastUnswitch(runs: readonly JournalRun[]): Date | undefined {
  const times = (isWanted: (state: string) => boolean): number[] =>
    runs.flatMap(({ entries }) =>
      entries.filter((e) => e.action.kind === PROVIDER_KIND && isWanted(e.state)).map((e) => Date.parse(e.at)),
    );
  const undone = Math.max(...times((state) => state === 'undone'));
  const made = Math.max(...times((state) => state === 'started' || state === 'applied'));
  return Number.isFinite(undone) && undone >= made ? new Date(undone) : undefined;
}

/** Journals that never came to the switch need no wait; without journals nobody knows. */
export const mayHaveSwitched = ({ runs, isIntact }: Journaled): boolean =>
  !isIntact ||
  runs.some(({ entries }) => entries.some((e) => e.action.kind === PROVIDER_KIND && e.state !== 'refused'));
