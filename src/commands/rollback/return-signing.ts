import type { CertificateProvider } from '../../aws/ports/ports.ts';
import type { Context } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { waitFor } from '../../aws/wait.ts';
import { deleteProvider, type DeletionOrder, type Switched } from './delete-provider.ts';
import type { ReturnStage } from '../../wizard/rollback-aftermath.ts';

/** Deleting is quick; only a stale answer of List could make it look otherwise. */
const READ_BACK_LIMIT_SECONDS = 30;

export interface ReturnOrder extends Omit<DeletionOrder, 'onAsked'> {
  readonly onStage: (reached: ReturnStage) => void;
}

export interface Returned {
  readonly deleted: Switched;
  /** Somebody else's that is there instead; AWS signs when there is none. */
  readonly others: readonly CertificateProvider[];
}

/** Deletes the provider and believes it only when AWS lists none any more. */
export async function returnToAws(order: ReturnOrder, context: Context): Promise<Returned> {
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
async function readBack(name: string, { reader, returnSeconds }: Context): Promise<Read> {
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

function unread(name: string, error: CertprovError, { command }: Context): CertprovError {
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

const stillListed = (name: string, { command }: Context): CertprovError =>
  new CertprovError('UNDO_INCOMPLETE', `AWS still lists the certificate provider "${name}" after it was deleted`, {
    fix: `run \`${command('rollback')}\` again, and look at \`${command('status')}\``,
    exitCode: EXIT.undoIncomplete,
  });
