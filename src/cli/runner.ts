import type { AccountPlace } from '../aws/arn.ts';
import type { ServiceName } from '../aws/connection/configured-endpoints.ts';
import type { AccountFlags } from '../commands/common-options.ts';
import type { ChangingContext, LocalTools, ReadingContext, TrialContext } from '../context.ts';
import type { ExitCode } from '../errors.ts';

/** What a command may be handed, by what it does to the account. */
export interface Handed {
  /** It changes nothing: there is no writer. */
  readonly read: ReadingContext;
  /** It runs the function that signs, which issues a certificate and changes no setting. */
  readonly try: TrialContext;
  /** Somebody asks afterwards how the account was left. */
  readonly change: ChangingContext;
}

/** What a command on an account is. It stands where the command line declares the verb, and loads nothing of its code. */
export interface AccountCommand<Does extends keyof Handed = keyof Handed> {
  readonly does: Does;
  /** Services that it reads first, in their order: loaded while it is still explaining. */
  readonly warms?: readonly ServiceName[];
  /** It goes by the state folder and writes nothing there: what is wrong with that is said, and it goes on. */
  readonly readsState?: boolean;
  /** The whole line that asks nothing, for where there is no terminal. */
  readonly unattended?: {
    /** Flags that say where and how, not what: with these alone nobody has answered anything, and the line is offered. */
    readonly noAnswers: readonly string[];
    line(place: AccountPlace): string;
  };
}

export interface Runner {
  /** A command that works on an account. */
  account<Does extends keyof Handed>(
    declared: AccountCommand<Does>,
    flags: AccountFlags,
    command: (context: Handed[Does]) => Promise<ExitCode>,
  ): Promise<void>;
  /** A command that needs no account. */
  local(flags: { readonly json?: boolean }, command: (tools: LocalTools) => Promise<ExitCode>): Promise<void>;
}
