import type { Context } from '../context.ts';
import { recordReturn, type Journaled } from '../commands/rollback/journaled.ts';
import { rememberPermissions } from '../commands/rollback/remember-permissions.ts';
import { returnToAws, type Returned, type ReturnOrder } from '../commands/rollback/return-signing.ts';
import type { Undoable } from '../actions/undo-actions.ts';

export interface SigningGivenBack extends Returned {
  /** What the provider's function still allows AWS IoT. */
  readonly granted: readonly Undoable[];
}

/** AWS signs again, read back and written down: one change, since a return that was not would be half a return. */
export const giveSigningBack = (
  order: ReturnOrder,
  { made }: Pick<Journaled, 'made'>,
  context: Context,
): Promise<SigningGivenBack> =>
  context.interrupt.changing(async () => {
    const returned = await returnToAws(order, context);
    await recordReturn(made, context);
    return { ...returned, granted: await rememberPermissions(returned.deleted, made, context) };
  });
