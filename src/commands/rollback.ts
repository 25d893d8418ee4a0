import { identityOf, nameOf } from '../actions/identity.ts';
import type { CertificateProvider } from '../aws/ports.ts';
import type { Context } from '../context.ts';
import { cancelled, CertprovError, inputRequired, usageInvalid, type ExitCode } from '../errors.ts';
import { lockFor } from '../wizard/lock-for.ts';
import { nothingChanged } from '../wizard/nothing-changed.ts';
import { bold, yellow } from '../terminal/style.ts';
import { concludeNothing, concludeRollback, whoSignsNow, type Conclusion } from '../wizard/conclude-rollback.ts';
import { permissionActions } from '../wizard/find-made.ts';
import { assertSameProvider } from '../wizard/assert-same-provider.ts';
import { findOwnProvider } from '../wizard/find-own-provider.ts';
import { giveSigningBack } from '../wizard/give-signing-back.ts';
import { lastUnswitch, mayHaveSwitched, readJournaled, type Journaled } from '../wizard/journaled.ts';
import { leftToOtherVersion } from '../wizard/known-actions.ts';
import { removeMade } from '../wizard/remove-made.ts';
import { rollbackAftermath, type ReturnStage } from '../wizard/rollback-aftermath.ts';
import type { Undoable } from '../wizard/undo-actions.ts';
import { caKeysMade, othersMade, whatStays } from '../wizard/what-stays.ts';

export interface RollbackFlags {
  readonly yes?: boolean | undefined;
  /** Remove what certprov made as well. */
  readonly all?: boolean | undefined;
  /** Names a provider that certprov did not make, which it otherwise leaves alone. */
  readonly provider?: string | undefined;
  /** Seconds between the provider's end and the removal of the function. */
  readonly wait?: number | undefined;
}

/** One step back to AWS. It needs nothing of what it undoes: function, role, CA and journal may all be gone. */
export async function runRollback(flags: RollbackFlags, context: Context): Promise<ExitCode> {
  const { interrupt } = context;
  const since = { command: 'rollback', count: context.changes.count };
  const begun = await begin(flags, context).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath ??= nothingChanged(context, since);
    throw error;
  });
  // An exit code: there is nothing to take back.
  if (typeof begun === 'number') return begun;
  const unlock = await lockFor('rollback', context);
  let stage: ReturnStage = begun.provider ? 'in-place' : 'absent';
  try {
    if (begun.provider && !flags.yes) await assertSameProvider(begun.provider, context);
    const order = { ...begun, flags, onStage: (reached: ReturnStage) => (stage = reached) };
    return concludeRollback(await interrupt.section(() => interrupt.stoppable(giveBack(order, context))), context);
  } catch (error) {
    if (error instanceof CertprovError) error.aftermath = rollbackAftermath(error, stage, context);
    throw error;
  } finally {
    unlock();
  }
}

interface Begun {
  readonly journaled: Journaled;
  readonly provider: CertificateProvider | undefined;
  /** What goes besides the provider; undefined when it could not be listed yet. */
  readonly listed: readonly Undoable[] | undefined;
}

/** Looks and asks; nothing is changed yet. */
async function begin(flags: RollbackFlags, context: Context): Promise<Begun | ExitCode> {
  if (flags.wait !== undefined && !flags.all) {
    throw usageInvalid('--wait is about what --all removes', 'add --all, or leave --wait out');
  }
  const journaled = await readJournaled(context);
  const provider = await findOwnProvider(flags, journaled.made, context);
  const listed = flags.all ? await listOthers(journaled, provider, context) : [];
  if (!provider && listed?.length === 0) return nothingToDo(journaled, flags, context);
  await confirm(provider, listed ?? [], flags, context);
  return { journaled, provider, listed };
}

interface GiveBackOrder extends Begun {
  readonly flags: RollbackFlags;
  readonly onStage: (reached: ReturnStage) => void;
}

async function giveBack(order: GiveBackOrder, context: Context): Promise<Conclusion> {
  const { flags, journaled, provider, listed } = order;
  const { interrupt, propagationSeconds, reader } = context;
  const granted = provider ? await giveSigningBack(provider, journaled, order.onStage, context) : [];
  interrupt.throwIfRequested();
  const stays = provider && !flags.all ? await whatStays(journaled, provider, granted, context) : [];
  const rest = listed ? withJournal(listed, granted) : await othersMade(journaled, provider, granted, context);
  const wait = {
    seconds: flags.wait ?? (provider || mayHaveSwitched(journaled) ? propagationSeconds : 0),
    unswitchedAt: provider ? undefined : lastUnswitch(journaled.runs),
    isReturned: provider !== undefined,
  };
  const reports = [
    ...(await removeMade(rest, wait, context)),
    ...(flags.all ? journaled.unknown.map(leftToOtherVersion) : []),
  ];
  return {
    provider,
    kept: stays.map(({ action }) => nameOf(action)),
    caKeys: caKeysMade(journaled),
    reports,
    signing: await whoSignsNow(reader),
  };
}

/** What was written down meanwhile is taken back in its journal as well. */
const withJournal = (listed: readonly Undoable[], granted: readonly Undoable[]): Undoable[] =>
  listed.map((one) => granted.find(({ action }) => identityOf(action) === identityOf(one.action)) ?? one);

/** Undefined when it cannot be listed now: that must not keep the provider from being deleted first. */
async function listOthers(
  journaled: Journaled,
  provider: CertificateProvider | undefined,
  context: Context,
): Promise<Undoable[] | undefined> {
  const { reader, place, output } = context;
  try {
    const granted = provider ? await permissionActions(provider.lambdaFunctionArn, reader, place) : [];
    const undoables = [...journaled.made, ...granted.map((action) => ({ action, receipt: undefined }))];
    return await othersMade(journaled, provider, undoables, context);
  } catch (error) {
    if (!provider || !(error instanceof CertprovError)) throw error;
    output.say(yellow(`! what else certprov made cannot be listed yet: ${error.message}`));
    return undefined;
  }
}

async function nothingToDo(journaled: Journaled, { all }: RollbackFlags, context: Context): Promise<ExitCode> {
  const left = all ? [] : await whatStays(journaled, undefined, [], context);
  const names = [
    ...left.map(({ action }) => nameOf(action)),
    ...journaled.unknown.map((action) => leftToOtherVersion(action).what),
  ];
  return concludeNothing(await whoSignsNow(context.reader), names, all ?? false, context);
}

async function confirm(
  provider: CertificateProvider | undefined,
  rest: readonly Undoable[],
  flags: RollbackFlags,
  { place, output, prompter, command }: Context,
): Promise<void> {
  if (provider) {
    output.say(bold(`  Signing goes back to AWS for ALL devices of ${place.account} in ${place.region}.`));
  }
  if (rest.length > 0) {
    output.say('  Removed as well, because certprov made it:');
    for (const { action } of rest) output.say(`    ${nameOf(action)}`);
  }
  if (flags.yes) return;
  if (!prompter.interactive)
    throw inputRequired('--yes', {
      fix: `run \`${command(`rollback${flags.all ? ' --all' : ''} --yes`)}\`, or run certprov in a terminal`,
    });
  const message = provider
    ? `Delete the certificate provider "${provider.certificateProviderName}" now?`
    : 'Remove it now?';
  if (!(await prompter.confirm({ flag: '--yes', message }))) throw cancelled();
}
