import { actionKind } from './registry.ts';
import type { ChangingContext, ReadingContext } from '../context.ts';
import { CertprovError } from '../errors.ts';
import type { Journal } from './journal.ts';
import { beforeChange } from './kinds/define-action.ts';
import type { Action, ApplyTools, Reach } from './plan.ts';
import { yellow } from '../terminal/style.ts';
import { waitFor } from '../aws/wait.ts';

/** How far a run has come, for the sentence under an error. */
export interface ApplyProgress {
  /** Actions that are done, of how many. */
  applied: number;
  /** Actions of which a changing request left, and AWS did not say what became of it. */
  unsure: number;
  readonly total: number;
}

/** Values by the names of their secrets; in memory only. */
export type Secrets = ReadonlyMap<string, string>;

/** One time that actions are carried out, in as many parts as a command likes: all go on in one journal. */
export interface Run {
  readonly journal: Journal;
  readonly context: ChangingContext;
  readonly progress: ApplyProgress;
  readonly secrets?: Secrets | undefined;
}

export const nothingApplied = (total: number): ApplyProgress => ({ applied: 0, unsure: 0, total });

/**
 * Walks actions in order, each with its intent in the journal before its call. A definite refusal closes the intent;
 * everything else leaves it open, since AWS may have done what we were not told of. Ends with the receipts.
 */
export async function applyActions(actions: readonly Action[], run: Run): Promise<unknown[]> {
  const { interrupt } = run.context;
  const receipts: unknown[] = [];
  for (const action of actions) {
    receipts.push(await interrupt.changing(() => applyOne(action, run)));
    run.progress.applied += 1;
  }
  interrupt.throwIfRequested();
  return receipts;
}

async function applyOne(action: Action, { journal, context, progress, secrets }: Run): Promise<unknown> {
  const { writer, output, changes } = context;
  // A run ends with its first failure, so that what stands before an action is applied.
  const index = progress.applied;
  const kind = actionKind(action);
  const { target } = kind.describe(action.args);
  const label = `${action.kind.padEnd(30)} ${target}`;
  const spinner = output.progress(label);
  const sentBefore = changes.count;
  let isIntended = false;
  try {
    await beforeChange(journal.record(index, action, 'started'));
    isIntended = true;
    const receipt = await kind.apply(action.args, writer, {
      progress: (text) => spinner.update(`${label}  ${text}`),
      secretValue: (name) => secrets?.get(name),
      askAgain: askAgain(context),
    });
    await recordApplied(journal.record(index, action, 'applied', receipt ?? null), kind.reach, output);
    spinner.succeed(label);
    return receipt;
  } catch (error) {
    spinner.fail(label);
    const isUndone = changes.count === sentBefore || isRefused(error, action.kind);
    if (!isUndone) progress.unsure += 1;
    else if (isIntended) await journal.record(index, action, 'refused');
    throw error;
  }
}

/** After the switch nothing may prevent its proof, or its return. */
async function recordApplied(recorded: Promise<void>, reach: Reach, output: ReadingContext['output']): Promise<void> {
  try {
    await recorded;
  } catch (error) {
    if (reach !== 'fleet' || !(error instanceof CertprovError)) throw error;
    output.say(yellow(`! ${error.message}`));
  }
}

/** A tenth of the time that a switch takes to spread: half a minute of AWS's five. */
const STALE_SHARE = 0.1;
const STALE_AT_LEAST_MS = 3_000;

/** What AWS answers about what was just made may be from before; whoever wants to stop does not wait for it. */
export const askAgain =
  ({
    propagationSeconds,
    interrupt,
  }: Pick<ReadingContext, 'propagationSeconds' | 'interrupt'>): ApplyTools['askAgain'] =>
  async (ask) => {
    const limitMs = Math.max(STALE_AT_LEAST_MS, propagationSeconds * 1000 * STALE_SHARE);
    const answer = await waitFor(
      async () => {
        const asked = await ask();
        return asked === undefined && interrupt.signal.aborted ? NOTHING : asked;
      },
      { limitMs },
    );
    return answer === NOTHING ? undefined : answer;
  };

const NOTHING = Symbol('nothing');

/**
 * AWS certainly did not do it. A refusal of another call on the way, such as a look at what was just made, does not
 * tell.
 */
export function isRefused(error: unknown, kind: string): boolean {
  if (!(error instanceof CertprovError)) return false;
  const { definite, calledAction, action } = error.details;
  return error.isBeforeChange || (definite === true && (calledAction ?? action) === kind);
}
