import type { AccountFlags } from '../commands/common-options.ts';
import type { ChangingContext, LocalTools } from '../context.ts';
import type { ExitCode } from '../errors.ts';

export interface Runner {
  /** A command that works on an account. */
  account(name: string, flags: AccountFlags, command: (context: ChangingContext) => Promise<ExitCode>): Promise<void>;
  /** A command that needs no account. */
  local(flags: { readonly json?: boolean }, command: (tools: LocalTools) => Promise<ExitCode>): Promise<void>;
}
