import { actionKind } from '../actions/registry.ts';
import type { Context } from '../context.ts';
import { CertprovError } from '../errors.ts';
import type { Journal } from '../journal.ts';
import type { Action } from '../plan.ts';

export interface ApplyProgress {
  /** Actions that are done, of how many; for the sentence under an error. */
  applied: number;
  /** Actions of which a changing request left, and AWS did not say what became of it. */
  unsure: number;
  readonly total: number;
}

/** Values by the names of their secrets; in memory only. */
export type Secrets = ReadonlyMap<string, string>;

/**
 * Walks actions in order, each with its intent in the journal before its call. A definite refusal closes the intent;
 * everything else leaves it open, since AWS may have done what we were not told of.
 */
export async function applyActions(
  actions: readonly Action[],
  firstIndex: number,
  journal: Journal,
  context: Context,
  progress: ApplyProgress,
  secrets: Secrets = new Map(),
): Promise<void> {
  for (const [i, action] of actions.entries()) {
    await context.interrupt.changing(() => applyOne(action, firstIndex + i, journal, context, progress, secrets));
    progress.applied += 1;
  }
  context.interrupt.throwIfRequested();
}

async function applyOne(
  action: Action,
  index: number,
  journal: Journal,
  { writer, output, changes }: Context,
  progress: ApplyProgress,
  secrets: Secrets,
): Promise<void> {
  const kind = actionKind(action);
  const { target } = kind.describe(action.args);
  const label = `${action.kind.padEnd(30)} ${target}`;
  const spinner = output.progress(label);
  const sentBefore = changes.count;
  let isIntended = false;
  try {
    await journal.record(index, action, 'started');
    isIntended = true;
    const receipt = await kind.apply(action.args, writer, {
      progress: (text) => spinner.update(`${label}  ${text}`),
      secretValue: (name) => secrets.get(name),
    });
    await journal.record(index, action, 'applied', receipt ?? null);
    spinner.succeed(label);
  } catch (error) {
    spinner.fail(label);
    const isUndone = changes.count === sentBefore || isRefused(error, action.kind);
    if (!isUndone) progress.unsure += 1;
    else if (isIntended) await journal.record(index, action, 'refused');
    throw error;
  }
}

/**
 * AWS certainly did not do it. A refusal of another call on the way, such as a look at what was just made, does not
 * tell.
 */
export function isRefused(error: unknown, kind: string): boolean {
  if (!(error instanceof CertprovError)) return false;
  const { definite, calledAction, action } = error.details;
  return error.isBeforeChange || (definite === true && (calledAction ?? action) === kind);
}
