import type { CertificateProvider } from '../aws/ports.ts';
import type { Context } from '../context.ts';
import { recordReturn, type Journaled } from './journaled.ts';
import { rememberPermissions } from './remember-permissions.ts';
import { returnToAws } from './return-to-aws.ts';
import type { ReturnStage } from './rollback-aftermath.ts';
import type { Undoable } from './undo-actions.ts';

/**
 * AWS signs again, read back and written down: one change, since a return that was not would be half a return. What the
 * provider's function still allows AWS IoT is returned.
 */
export const giveSigningBack = (
  provider: CertificateProvider,
  { made }: Pick<Journaled, 'made'>,
  onStage: (reached: ReturnStage) => void,
  context: Context,
): Promise<Undoable[]> =>
  context.interrupt.changing(async () => {
    await returnToAws(provider, onStage, context);
    await recordReturn(made, context);
    return rememberPermissions(provider, made, context);
  });
