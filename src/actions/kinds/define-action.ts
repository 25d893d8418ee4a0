import { CertprovError } from '../../errors.ts';
import type { Action, ActionKind } from '../plan.ts';

/** An action kind that also makes its own actions, so that args are typed where they are written. */
export type DefinedAction<A, R> = ActionKind<A, R> & { with(args: A): Action<A> };

export function defineAction<A, R = undefined>(kind: ActionKind<A, R>): DefinedAction<A, R> {
  return { ...kind, with: (args) => ({ kind: kind.kind, args }) };
}

/** A look at the account with which `apply` begins: when it fails, the change was certainly not made. */
export async function beforeChange<T>(look: Promise<T>): Promise<T> {
  try {
    return await look;
  } catch (error) {
    if (error instanceof CertprovError) error.isBeforeChange = true;
    throw error;
  }
}
