import type { Context } from '../context.ts';
import { lockAccount } from '../local/run-lock.ts';
import { CertprovError } from '../errors.ts';
import { nothingChanged } from '../wizard/nothing-changed.ts';
import { yellow } from '../terminal/style.ts';

/** Nobody else on this machine changes the account meanwhile; says so when whoever did so was cut off. */
export const lockFor = (command: string, context: Context): Promise<() => void> => {
  const { home, place, now, output, changes } = context;
  const { count } = changes;
  return lockAccount(home, place.account, place.region, command, now(), (who) => {
    output.say(yellow(`! ${who} was cut off; its journal tells what it did, and this run goes on from there`));
  }).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath ??= nothingChanged(context, { command, count });
    throw error;
  });
};
