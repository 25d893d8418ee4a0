import { createCertificateProvider } from '../actions/kinds/create-certificate-provider.ts';
import { createLogGroup } from '../actions/kinds/create-log-group.ts';
import { nameOf } from '../actions/identity.ts';
import type { CertificateProvider } from '../aws/ports/ports.ts';
import type { ChangingContext, ReadingContext } from '../context.ts';
import { cancelled, CertprovError, inputRequired, usageInvalid, type ExitCode } from '../errors.ts';
import { lockFor, nothingChanged } from '../actions/lock-account.ts';
import { bold, yellow } from '../terminal/style.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { concludeNothing, concludeRollback, whoSignsNow, type Conclusion } from './rollback/conclude-rollback.ts';
import { assertConfirmed } from './init/confirm-fleet.ts';
import { elsewhereOn } from './rollback/elsewhere-on.ts';
import { showHeader } from './header.ts';
import { assertSameProvider, findOwnProvider } from './rollback/own-provider.ts';
import { giveSigningBack, type ReturnStage, rollbackAftermath } from './rollback/return-signing.ts';
import {
  type Journaled,
  lastUnswitch,
  leftToOtherVersion,
  mayHaveSwitched,
  readJournaled,
} from './rollback/journaled.ts';
import { removeMade } from './rollback/remove-made.ts';
import { ON_REQUEST } from './rollback/return-situation.ts';
import type { Undoable } from '../actions/undo-actions.ts';
import { caKeysMade, likelyMade, othersMade, whatStays } from './rollback/what-stays.ts';

export interface RollbackFlags {
  readonly yes?: boolean | undefined;
  /** Remove what certprov made as well. */
  readonly all?: boolean | undefined;
  /** Names a provider that certprov did not make, which it otherwise leaves alone. */
  readonly provider?: string | undefined;
  /** `<account>/<region>`: checked when given. */
  readonly confirm?: string | undefined;
  /** Seconds between the provider's end and the removal of the function. */
  readonly wait?: number | undefined;
}

/** One step back to AWS. It needs nothing of what it undoes: function, role, CA and journal may all be gone. */
export async function runRollback(flags: RollbackFlags, context: ChangingContext): Promise<ExitCode> {
  const { interrupt } = context;
  const since = { command: 'rollback', count: context.changes.count };
  const begun = await begin(flags, since.count, context).catch((error: unknown) => {
    if (error instanceof CertprovError) error.aftermath ??= nothingChanged(context, since);
    throw error;
  });
  // An exit code: there is nothing to roll back.
  if (typeof begun === 'number') return begun;
  const unlock = await lockFor('rollback', context);
  let stage: ReturnStage = begun.provider ? 'in-place' : 'absent';
  try {
    if (begun.provider && !flags.yes) await assertSameProvider(begun.provider, context);
    const order = { ...begun, flags, onStage: (reached: ReturnStage) => (stage = reached) };
    return concludeRollback(await interrupt.section(() => interrupt.stoppable(giveBack(order, context))), context);
  } catch (error) {
    if (error instanceof CertprovError) error.aftermath ??= rollbackAftermath(stage, context);
    throw error;
  } finally {
    unlock();
  }
}

interface Begun {
  readonly journaled: Journaled;
  readonly provider: CertificateProvider | undefined;
  /** What is removed besides the provider; undefined when that is listed after the return. */
  readonly listed: readonly Undoable[] | undefined;
}

/** Reads and asks; nothing is changed yet. */
async function begin(flags: RollbackFlags, since: number, context: ChangingContext): Promise<Begun | ExitCode> {
  if (flags.wait !== undefined && !flags.all) {
    throw usageInvalid('--wait is about what --all removes', 'add --all, or leave --wait out');
  }
  assertConfirmed(flags.confirm, context);
  showHeader('rollback', context);
  const journaled = await readJournaled(context);
  const provider = await findProvider(flags, journaled, context);
  const listed = flags.all ? await listBefore(journaled, provider, context) : [];
  if (!provider && listed?.length === 0) return nothingToDo(journaled, flags, since, context);
  await confirm(provider, listed ?? likelyMade(journaled), flags, context);
  return { journaled, provider, listed };
}

interface GiveBackOrder extends Begun {
  readonly flags: RollbackFlags;
  readonly onStage: (reached: ReturnStage) => void;
}

async function giveBack(order: GiveBackOrder, context: ChangingContext): Promise<Conclusion> {
  const { flags, journaled, provider, listed } = order;
  const { interrupt, propagationSeconds, reader } = context;
  const given =
    provider &&
    (await giveSigningBack(
      {
        find: async () => provider,
        providerName: provider.certificateProviderName,
        situation: ON_REQUEST,
        wasOn: () => true,
        onStage: order.onStage,
      },
      journaled,
      context,
    ));
  const granted = given?.granted ?? [];
  interrupt.throwIfRequested();
  const stays = provider && !flags.all ? await whatStays(journaled, provider, granted, context) : [];
  const rest = listed ?? (await listBehind(journaled, provider, granted, context));
  const wait = {
    seconds: flags.wait ?? (provider || mayHaveSwitched(journaled) ? propagationSeconds : 0),
    unswitchedAt: provider ? undefined : lastUnswitch(journaled.runs),
    isReturned: provider !== undefined,
  };
  const reports = [
    ...(await removeMade(rest, wait, journaled, context)),
    ...(flags.all ? journaled.unknown.map(leftToOtherVersion) : []),
  ];
  return {
    provider,
    deletion: given?.deletion,
    kept: stays.map(({ action }) => nameOf(action)),
    caKeys: caKeysMade(journaled),
    reports,
    signing: await whoSignsNow(reader),
  };
}

/** A list can be a moment old: where the journals know of a provider, one that shows none is not believed at once. */
async function findProvider(
  flags: RollbackFlags,
  { made }: Journaled,
  context: ReadingContext,
): Promise<CertificateProvider | undefined> {
  let foreign: string | undefined;
  const look = (): Promise<CertificateProvider | undefined> =>
    findOwnProvider({ ...flags, onForeign: (what) => (foreign = what) }, made, context);
  const isKnown = made.some(({ action }) => action.kind === createCertificateProvider.kind);
  const found = (await look()) ?? (isKnown ? await look() : undefined);
  if (!found && foreign !== undefined) sayForeign(foreign, context);
  return found;
}

const sayForeign = (what: string, { output }: ReadingContext): void =>
  output.say(yellow(paragraph(`! ${what}, and is left as it is`, output.columns, { indent: '', hanging: '  ' })));

/** With a provider there, nothing is listed that its deletion does not need: devices wait for that. */
const listBefore = async (
  journaled: Journaled,
  provider: CertificateProvider | undefined,
  context: ReadingContext,
): Promise<readonly Undoable[] | undefined> => (provider ? undefined : othersMade(journaled, provider, [], context));

/** What was not shown before the return is shown before it is removed. */
async function listBehind(
  journaled: Journaled,
  provider: CertificateProvider | undefined,
  granted: readonly Undoable[],
  context: ReadingContext,
): Promise<readonly Undoable[]> {
  const rest = await othersMade(journaled, provider, granted, context);
  showRest(rest, context);
  return rest;
}

async function nothingToDo(
  journaled: Journaled,
  { all }: RollbackFlags,
  since: number,
  context: ChangingContext,
): Promise<ExitCode> {
  const left = all ? [] : await whatStays(journaled, undefined, [], context);
  const names = [
    ...left.map(({ action }) => nameOf(action)),
    ...journaled.unknown.map((action) => leftToOtherVersion(action).what),
  ];
  const signing = await whoSignsNow(context.reader);
  return concludeNothing(
    { signing, left: names, all: all ?? false, elsewhere: await elsewhereOn(context), since },
    context,
  );
}

async function confirm(
  provider: CertificateProvider | undefined,
  rest: readonly Undoable[],
  flags: RollbackFlags,
  context: ReadingContext,
): Promise<void> {
  const { place, output, prompter, command } = context;
  if (provider) {
    output.say(bold(`  Signing goes back to AWS for ALL devices of ${place.account} in ${place.region}.`));
  }
  if (flags.yes) return;
  if (flags.all) showRest(rest, context);
  if (flags.all && provider) output.say('  and what else carries the tags of certprov, listed before it is removed');
  if (!prompter.interactive)
    throw inputRequired('--yes', {
      fix: `run \`${command(`rollback${flags.all ? ' --all' : ''} --yes`)}\`, or run certprov in a terminal`,
    });
  const message = provider
    ? `Delete the certificate provider "${provider.certificateProviderName}" now?`
    : 'Remove it now?';
  if (!(await prompter.confirm({ flag: '--yes', message }))) throw cancelled();
}

function showRest(rest: readonly Undoable[], { output }: ReadingContext): void {
  if (rest.length === 0) return;
  output.say('  To be removed as well, because certprov made it:');
  for (const { action } of rest) output.say(`    ${nameOf(action)}`);
  if (rest.some(({ action }) => action.kind === createLogGroup.kind))
    output.say(
      paragraph('! all that was logged goes with the log group: export what you have to keep first', output.columns),
    );
}
