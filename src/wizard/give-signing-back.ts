import type { Context } from '../context.ts';
import { recordReturn, type Journaled } from './journaled.ts';
import { rememberPermissions } from './remember-permissions.ts';
import { returnToAws, type Returned, type ReturnOrder } from './return-to-aws.ts';
import type { Undoable } from './undo-actions.ts';

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
