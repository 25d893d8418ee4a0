import type { ChangingContext } from '../context.ts';
import { CertprovError } from '../errors.ts';
import { lockAccount } from '../local/run-lock.ts';
import { yellow } from '../terminal/style.ts';

/**
 * Said only of what is known: that no request which could change the account has left this process. Undefined when one
 * has; whoever asks then has to say what became of it.
 *
 * @param since how many had left when a command began that runs after another one, as a rollback after `init` does
 */
export function nothingChanged(
  { changes }: Pick<ChangingContext, 'changes'>,
  since?: { readonly command: string; readonly count: number },
): string | undefined {
  if (changes.count === 0) return 'nothing was changed';
  return since?.count === changes.count ? `the ${since.command} has changed nothing` : undefined;
}

/** Nobody else on this machine changes the account meanwhile; says so when whoever did so was cut off. */
export const lockFor = (command: string, context: ChangingContext): Promise<() => void> => {
  const { home, place, now, output, changes } = context;
  const { count } = changes;
  const onTakenOver = (who: string): void =>
    output.say(yellow(`! ${who} was cut off; its journal tells what it did, and this run goes on from there`));
  return lockAccount(place, { home, command, now: now(), onTakenOver }).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath ??= nothingChanged(context, { command, count });
    throw error;
  });
};
