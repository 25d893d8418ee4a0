import type { Context } from '../context.ts';
import { lockAccount } from '../run-lock.ts';
import { CertprovError } from '../errors.ts';
import { nothingChanged } from './nothing-changed.ts';
import { yellow } from '../terminal/style.ts';

/** Nobody else on this machine changes the account meanwhile; says so when whoever did so was cut off. */
export const lockFor = (command: string, { home, place, now, output, interrupt }: Context): Promise<() => void> =>
  lockAccount(home, place.account, place.region, command, now(), (who) => {
    output.say(yellow(`! ${who} was cut off; its journal tells what it did, and this run goes on from there`));
  }).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath ??= nothingChanged(command, interrupt);
    throw error;
  });
