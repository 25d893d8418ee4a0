import type { Context } from '../context.ts';

/**
 * Said only of what is known: that no request which could change the account has left this process. Undefined when one
 * has; whoever asks then has to say what became of it.
 *
 * @param since how many had left when a command began that runs behind another one, as a rollback behind `init` does
 */
export function nothingChanged(
  { changes }: Pick<Context, 'changes'>,
  since?: { readonly command: string; readonly count: number },
): string | undefined {
  if (changes.count === 0) return 'nothing was changed';
  return since?.count === changes.count ? `the ${since.command} has changed nothing` : undefined;
}
