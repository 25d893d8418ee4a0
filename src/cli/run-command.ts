import { writeSync } from 'node:fs';
import { nothingChanged } from '../actions/lock-account.ts';
import { ChangesSent } from '../aws/connection/changes-sent.ts';
import type { AccountFlags } from '../commands/common-options.ts';
import type { LocalTools, ReadingContext } from '../context.ts';
import { CertprovError, EXIT, type ExitCode } from '../errors.ts';
import { assertStateSafe } from '../local/assert-state-safe.ts';
import { Interrupt } from '../local/interrupt.ts';
import { packageRoot } from '../local/package-root.ts';
import { programName } from '../local/program-name.ts';
import { stateFolder } from '../local/state-folder.ts';
import { createPrompter } from '../terminal/create-prompter.ts';
import { safeBlock, safeText } from '../terminal/safe-text.ts';
import { showError } from '../terminal/show-error.ts';
import { paragraph } from '../terminal/text-layout.ts';
import { createOutput, type TerminalOutput } from '../terminal/terminal-output.ts';
import { nameAwsLines } from './aws-cli.ts';
import { calledAs, nameCommands, type CallFlags } from './called-as.ts';
import { enclose } from './envelope.ts';
import { openContext, type OpenedContext } from './open-context.ts';
import type { AccountCommand, Handed } from './runner.ts';

const ENDED_IN_CHANGE =
  'ended at once: the action under way may have been done. The journal knows of it: look with `certprov status`, or go back with `certprov rollback`';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export async function runOnAccount<Does extends keyof Handed>(
  declared: AccountCommand<Does>,
  flags: AccountFlags,
  command: (context: Handed[Does]) => Promise<ExitCode>,
  { argv, name }: { readonly argv: readonly string[]; readonly name: string | undefined },
): Promise<ExitCode> {
  const tally: Tally = { changes: new ChangesSent(), place: undefined };
  const inPlace = (where: CallFlags) => calledAs(where, { argv });
  return guarded(flags, { tally, name, command: inPlace(flags) }, async (output, interrupt) => {
    const { changes } = tally;
    try {
      const opened = await openContext(declared, flags, inPlace, { output, interrupt, changes });
      const { place, callerArn: caller } = opened.context;
      tally.awsCli = opened.context.awsCli;
      tally.place = { account: place.account, region: place.region, caller };
      return await runOpened(declared, opened, command);
    } catch (error) {
      if (error instanceof CertprovError && declared.does === 'change') error.aftermath ??= nothingChanged({ changes });
      throw error;
    }
  });
}

/** What `guarded` has to know of a command, also when a signal ends it. */
interface Tally {
  readonly changes: ChangesSent;
  place: CertprovError['place'];
  /** Once it is known which account is meant. */
  awsCli?: ReadingContext['awsCli'];
}

async function runOpened<Does extends keyof Handed>(
  { readsState }: AccountCommand<Does>,
  opened: OpenedContext<Does>,
  command: (context: Handed[Does]) => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    if (readsState) await warnOfState(opened.context);
    return await command(opened.context);
  } finally {
    await opened.close();
  }
}

async function warnOfState({ home, place, output }: ReadingContext): Promise<void> {
  await assertStateSafe(home, place.account, place.region).catch((error: unknown) => {
    if (!(error instanceof CertprovError)) throw error;
    const { message: summary, fix = '' } = error;
    output.findings([{ severity: 'warning', summary, fix }]);
  });
}

export async function runLocally(
  flags: { readonly json?: boolean },
  work: (tools: LocalTools) => Promise<ExitCode>,
  { name }: { readonly name: string | undefined },
): Promise<ExitCode> {
  const tally: Tally = { changes: new ChangesSent(), place: undefined };
  const command = calledAs({});
  return guarded(flags, { tally, name, command }, async (output, interrupt) => {
    const { stdin, stderr } = process;
    const prompter = await createPrompter({ yes: false, stdin, stderr, interrupt });
    return work({ output, prompter, interrupt, home: stateFolder(), command });
  });
}

/**
 * Node.js would take any certificate of any server, also where the SDK looks for credentials. certprov asks for
 * verification wherever it connects itself; here it says so, rather than to work on a machine that is set up to be fooled.
 * @see https://nodejs.org/api/cli.html#node_tls_reject_unauthorizedvalue
 */
function assertTlsVerified(env: NodeJS.ProcessEnv = process.env): void {
  if (env['NODE_TLS_REJECT_UNAUTHORIZED'] !== '0') return;
  const error = new CertprovError(
    'USAGE_INVALID',
    'NODE_TLS_REJECT_UNAUTHORIZED=0 is set: with it Node.js trusts whoever answers',
    {
      fix: 'unset NODE_TLS_REJECT_UNAUTHORIZED; a root of your own goes into NODE_EXTRA_CA_CERTS=<file.pem>',
      exitCode: EXIT.usage,
    },
  );
  error.aftermath = 'nothing was changed, and nobody was asked';
  throw error;
}

interface Guarded {
  readonly tally: Tally;
  /** Of the command, as `--json` has it. */
  readonly name: string | undefined;
  readonly command: (words: string) => string;
}

/** One place for signals and errors of every command. */
async function guarded(
  flags: { readonly json?: boolean },
  { tally, name, command }: Guarded,
  run: (output: TerminalOutput, interrupt: Interrupt) => Promise<ExitCode>,
): Promise<ExitCode> {
  const named = (text: string): string => {
    const ours = nameCommands(text, command);
    return tally.awsCli ? nameAwsLines(ours, tally.awsCli) : ours;
  };
  const { stdout, stderr } = process;
  const output = await createOutput({
    json: flags.json ?? false,
    stdout,
    stderr,
    nameCommands: named,
    enclose: (document) =>
      enclose(document, { command: name, place: tally.place, program: programName(packageRoot()) }),
  });
  const interrupt = new Interrupt();
  const onSignal = (): void => {
    // It does not wait: the journal has the intent of what is under way.
    if (interrupt.isSpent) {
      output.close();
      output.say(interrupt.isChanging ? paragraph(named(ENDED_IN_CHANGE), output.columns) : '  ended at once');
      process.exit(EXIT.cancelled);
    }
    if (interrupt.isChanging && !interrupt.signal.aborted)
      output.say('  stopping after this action; once more to stop at once');
    interrupt.request();
  };
  // `on`, not `once`: libraries end the process when theirs is the last listener of a signal.
  for (const signal of SIGNALS) process.on(signal, onSignal);
  process.on('uncaughtException', endAtOnce);
  try {
    assertTlsVerified();
    return await interrupt.stoppable(run(output, interrupt));
  } catch (error) {
    const known = error instanceof CertprovError ? error : defect(error);
    if (known.code === 'CANCELLED') known.aftermath ??= nothingChanged(tally) ?? sentBefore(tally.changes.count);
    known.place ??= tally.place;
    showError(known, output);
    if (process.env['CERTPROV_DEBUG'] === '1') output.say(stackOf(known.cause ?? known));
    return known.exitCode;
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
    process.off('uncaughtException', endAtOnce);
    output.close();
  }
}

const defect = (error: unknown): CertprovError =>
  new CertprovError('INTERNAL', `certprov failed: ${error instanceof Error ? error.message : String(error)}`, {
    fix: 'this is a defect: run it again with CERTPROV_DEBUG=1 and report what it prints',
    cause: error,
  });

/** What nobody awaited: a full disk behind standard output, or a defect. The journal has the intent of what was under way. */
function endAtOnce(error: unknown): void {
  if (isTerminalGone(error)) return;
  const known = error instanceof CertprovError ? error : defect(error);
  // The screen itself may be what failed.
  try {
    writeSync(2, `\n✗ ${safeText(known.message)}\n`);
    if (process.env['CERTPROV_DEBUG'] === '1') writeSync(2, `${safeBlock(stackOf(known.cause ?? known))}\n`);
  } finally {
    process.exit(EXIT.failed);
  }
}

/**
 * readline sets a terminal back that is gone, and throws where nobody can catch it. The question that was open has ended
 * as cancelled by then, and what is to be cleared up still is.
 */
const isTerminalGone = (error: unknown): boolean =>
  error instanceof Error && 'syscall' in error && error.syscall === 'setRawMode';

const stackOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** For a command that does not say itself where it was stopped: a request that was sent may have been carried out. */
const sentBefore = (count: number): string =>
  count === 1
    ? 'one request that could change something had been sent before'
    : `${count} requests that could change something had been sent before`;
