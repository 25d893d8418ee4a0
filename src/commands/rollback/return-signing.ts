import type { Undoable } from '../../actions/undo-actions.ts';
import type { CertificateProvider } from '../../aws/ports/ports.ts';
import { waitFor } from '../../aws/wait.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { deleteProvider, type DeletionOrder, type Switched } from './delete-provider.ts';
import { recordReturn, type Journaled } from './journaled.ts';
import { rememberPermissions } from './remember-permissions.ts';

/** Deleting is quick; only a stale answer of List could make it look otherwise. */
const READ_BACK_LIMIT_SECONDS = 30;

/** How far the provider is on its way out: `absent` from the start, or each of these in turn. */
export type ReturnStage = 'absent' | 'in-place' | 'asked' | 'deleted' | 'returned' | 'replaced';

/** How an error of a rollback has left the account. */
export function rollbackAftermath(
  stage: ReturnStage,
  { command, changes }: Pick<ChangingContext, 'command' | 'changes'>,
): string {
  // Every request was turned down.
  const isRefusedDelete = stage === 'asked' && !changes.mayHaveDone('DeleteCertificateProvider');
  return {
    'in-place': `the certificate provider is still in place\ngo on: ${command('rollback')}`,
    asked: `the certificate provider may have been deleted\nwho signs now: ${command('status')}`,
    deleted: `the certificate provider was deleted, which could not be read back\nwho signs now: ${command('status')}`,
    returned: `AWS signs again; what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
    replaced: `the certificate provider was deleted, and another one is there\nwho signs now: ${command('status')}`,
    absent: `what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
  }[isRefusedDelete ? 'in-place' : stage];
}

interface ReturnOrder extends Omit<DeletionOrder, 'onAsked'> {
  readonly onStage: (reached: ReturnStage) => void;
}

interface Returned {
  readonly deleted: Switched;
  /** Somebody else's that is there instead; AWS signs when there is none. */
  readonly others: readonly CertificateProvider[];
}

/** Deletes the provider and believes it only when AWS lists none any more. */
async function returnToAws(order: ReturnOrder, context: ChangingContext): Promise<Returned> {
  const { onStage, providerName } = order;
  const deleted = await deleteProvider({ ...order, onAsked: () => onStage('asked') }, context);
  onStage('deleted');

  const reading = context.output.progress('read back');
  const read = await readBack(providerName, context);
  if ('error' in read) {
    reading.fail('read back: it cannot be');
    throw unread(providerName, read.error, context);
  }
  if (!read.others) {
    reading.fail(`read back: AWS still lists ${providerName}`);
    throw stillListed(providerName, context);
  }
  const { others } = read;
  onStage(others.length === 0 ? 'returned' : 'replaced');
  const names = others.map((one) => one.certificateProviderName).join(', ');
  if (others.length === 0)
    reading.succeed('read back: no certificate provider. AWS signs again (allow a few minutes).');
  else reading.warn(`read back: ${providerName} is gone, and another certificate provider is there: ${names}`);
  return { deleted, others };
}

type Read = { readonly others: readonly CertificateProvider[] | undefined } | { readonly error: CertprovError };

/** A look that fails is made again, like one that is stale. */
async function readBack(name: string, { reader, returnSeconds }: ChangingContext): Promise<Read> {
  let failed: CertprovError | undefined;
  const others = await waitFor(
    async () => {
      try {
        const listed = await reader.listCertificateProviders();
        failed = undefined;
        return listed.some((p) => p.certificateProviderName === name) ? undefined : listed;
      } catch (error) {
        if (!(error instanceof CertprovError)) throw error;
        failed = error;
        return undefined;
      }
    },
    { limitMs: Math.min(READ_BACK_LIMIT_SECONDS, returnSeconds) * 1000 },
  );
  return failed ? { error: failed } : { others };
}

function unread(name: string, error: CertprovError, { command }: ReadingContext): CertprovError {
  return new CertprovError(
    'UNDO_INCOMPLETE',
    `the certificate provider "${name}" was deleted, and whether AWS signs cannot be read: ${error.message}`,
    {
      fix: error.fix ?? `look at \`${command('status')}\``,
      exitCode: EXIT.undoIncomplete,
      cause: error,
      details: { ...error.details, reason: error.code },
    },
  );
}

const stillListed = (name: string, { command }: ReadingContext): CertprovError =>
  new CertprovError('UNDO_INCOMPLETE', `AWS still lists the certificate provider "${name}" after it was deleted`, {
    fix: `run \`${command('rollback')}\` again, and look at \`${command('status')}\``,
    exitCode: EXIT.undoIncomplete,
  });

interface SigningGivenBack extends Returned {
  /** What the provider's function still allows AWS IoT. */
  readonly granted: readonly Undoable[];
}

/** AWS signs again, read back and written down: one change, since a return that was not would be half a return. */
export const giveSigningBack = (
  order: ReturnOrder,
  { made }: Pick<Journaled, 'made'>,
  context: ChangingContext,
): Promise<SigningGivenBack> =>
  context.interrupt.changing(async () => {
    const returned = await returnToAws(order, context);
    await recordReturn(made, context);
    return { ...returned, granted: await rememberPermissions(returned.deleted, made, context) };
  });
