import type { Undoable } from '../../actions/undo-actions.ts';
import type { CertificateProvider, Deletion } from '../../aws/ports/ports.ts';
import { waitFor } from '../../aws/wait.ts';
import type { ChangingContext, ReadingContext } from '../../context.ts';
import { CertprovError, EXIT } from '../../errors.ts';
import { green } from '../../terminal/style.ts';
import { deletionLabel, deleteProvider, type DeletionOrder, type ProviderDeletion, stopOf } from './delete-provider.ts';
import { type FailingReturn, returnFailed, showFailingReturn } from './failing-return.ts';
import { recordReturn, type Journaled } from './journaled.ts';
import { rememberPermissions } from './remember-permissions.ts';

/** Deleting is quick; only a stale answer of List could make it look otherwise. */
const READ_BACK_LIMIT_SECONDS = 30;

/** How far the provider is on its way out: `absent` from the start, or each of these in turn. */
export type ReturnStage = 'absent' | 'in-place' | 'asked' | 'not-there' | 'deleted' | 'returned' | 'replaced';

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
    'not-there': `whether the certificate provider is still there is not known\nwho signs now: ${command('status')}`,
    deleted: `the certificate provider was deleted, which could not be read back\nwho signs now: ${command('status')}`,
    returned: `AWS signs again; what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
    replaced: `the certificate provider was deleted, and another one is there\nwho signs now: ${command('status')}`,
    absent: `what certprov made is not all removed\ngo on: ${command('rollback --all')}`,
  }[isRefusedDelete ? 'in-place' : stage];
}

interface ReturnOrder extends Omit<DeletionOrder, 'onAsked'> {
  readonly onStage: (reached: ReturnStage) => void;
}

interface Returned extends ProviderDeletion {
  /** Somebody else's that is there instead; AWS signs when there is none. */
  readonly others: readonly CertificateProvider[];
}

/** Deletes the provider and believes it only when AWS lists none any more. */
async function returnToAws(order: ReturnOrder, context: ChangingContext): Promise<Returned> {
  const { onStage, providerName, wasOn } = order;
  const started = performance.now();
  const asked = await deleteProvider({ ...order, onAsked: () => onStage('asked') }, context);
  onStage(stageOf(asked));

  const reading = context.output.progress('read back');
  const read = await readBack(asked, order, started, context).catch((error: unknown) => {
    reading.fail('read back: the certificate provider is not gone');
    throw error;
  });
  const { deletion } = read;
  if (deletion === 'deleted') onStage('deleted');
  if ('error' in read) {
    reading.fail('read back: it cannot be');
    throw unread(providerName, read, context);
  }
  if (!read.others) {
    reading.fail(`read back: AWS still lists ${providerName}`);
    throw stillListed(providerName, context);
  }
  const { others } = read;
  onStage(others.length === 0 ? 'returned' : 'replaced');
  const names = others.map((one) => one.certificateProviderName).join(', ');
  const isBack = deletion === 'deleted' || wasOn();
  if (others.length === 0)
    reading.succeed(
      `read back: no certificate provider. ${isBack ? 'AWS signs again (allow a few minutes).' : 'AWS signs.'}`,
    );
  else
    reading.warn(
      `read back: ${providerName} is ${isBack ? 'gone' : 'not there'}, and another certificate provider is there: ${names}`,
    );
  return { provider: asked.provider, deletion, others };
}

const stageOf = ({ deletion }: ProviderDeletion): ReturnStage => (deletion === 'deleted' ? 'deleted' : 'not-there');

type Read = { readonly deletion: Deletion } & (
  { readonly others: readonly CertificateProvider[] | undefined } | { readonly error: CertprovError }
);

/**
 * A look that fails is made again, like one that is stale. A deletion that found nothing is made again as long as the
 * provider is listed: what is listed still is taken to be there, and the deletion has failed like any other.
 */
async function readBack(
  { deletion: asked, attempts: askedTimes = 1 }: ProviderDeletion,
  { providerName, situation, find }: ReturnOrder,
  started: number,
  context: ChangingContext,
): Promise<Read> {
  const { reader, writer, output, returnSeconds } = context;
  const stop = stopOf(context);
  const limitMs = Math.min(READ_BACK_LIMIT_SECONDS, returnSeconds) * 1000;
  const end = performance.now() + limitMs;
  let deletion = asked;
  let attempts = askedTimes;
  let isListed = false;
  let isShown = false;
  let failed: CertprovError | undefined;
  const failing = (): FailingReturn => ({
    error: failed ?? noneToDelete(providerName),
    providerName,
    situation,
    isThere: true,
  });
  const wasDeleted = (): boolean => deletion === 'deleted';
  const giveUp = (): CertprovError =>
    returnFailed({ ...failing(), attempts, seconds: Math.round((performance.now() - started) / 1000) }, context);

  const look = async (): Promise<readonly CertificateProvider[] | undefined> => {
    isListed = false;
    const listed = await reader.certificateProviderNames();
    failed = undefined;
    if (!listed.includes(providerName)) return listed.length === 0 ? [] : reader.listCertificateProviders();
    isListed = true;
    if (deletion === 'deleted') return undefined;
    const { certificateProviderName } = await find();
    attempts += 1;
    deletion = await writer.deleteCertificateProvider(certificateProviderName);
    if (deletion === 'deleted') output.say(`  ${green('✓')} ${deletionLabel(providerName)}, which was listed still`);
    return undefined;
  };
  const ask = async (): Promise<readonly CertificateProvider[] | undefined> => {
    try {
      const listed = await look();
      if (listed) return listed;
    } catch (error) {
      // Somebody else's of the same name is for nobody here to delete.
      if (!(error instanceof CertprovError) || !error.code.startsWith('AWS_')) throw error;
      failed = error;
      // It may have been carried out all the same.
      if (error.details['definite'] !== true) isListed = false;
    }
    if (!isListed || deletion === 'deleted') return undefined;
    const leftSeconds = Math.max(0, Math.ceil((end - performance.now()) / 1000));
    if (!isShown) showFailingReturn({ ...failing(), leftSeconds }, context);
    isShown = true;
    if (stop.aborted) throw giveUp();
    return undefined;
  };
  let others = await waitFor(ask, { limitMs });
  // Deleted in the end, and not looked at yet.
  if (!others && asked !== 'deleted' && wasDeleted()) others = await waitFor(ask, { limitMs });
  if (isListed && deletion !== 'deleted') throw giveUp();
  return failed ? { deletion, error: failed } : { deletion, others };
}

/** One of the two answers is old; the one to assume is that devices are refused. */
const noneToDelete = (name: string): CertprovError =>
  new CertprovError(
    'AWS_NOT_FOUND',
    `AWS still lists the certificate provider "${name}" and says that there is none to delete`,
  );

function unread(
  name: string,
  { error, deletion }: Read & { readonly error: CertprovError },
  { command }: ReadingContext,
): CertprovError {
  const said =
    deletion === 'deleted'
      ? `the certificate provider "${name}" was deleted`
      : `AWS says that there is no certificate provider "${name}" to delete`;
  return new CertprovError('UNDO_INCOMPLETE', `${said}, and whether AWS signs cannot be read: ${error.message}`, {
    fix: error.fix ?? `look at \`${command('status')}\``,
    exitCode: EXIT.undoIncomplete,
    cause: error,
    details: { ...error.details, reason: error.code },
  });
}

const stillListed = (name: string, { command }: ReadingContext): CertprovError =>
  new CertprovError('UNDO_INCOMPLETE', `AWS still lists the certificate provider "${name}" after it was deleted`, {
    fix: `run \`${command('rollback')}\`, and look at \`${command('status')}\``,
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
    return { ...returned, granted: await rememberPermissions(returned.provider, made, context) };
  });
