import type { Interrupt } from './local/interrupt.ts';
import type { Output } from './terminal/output.ts';
import type { Prompter } from './terminal/prompter.ts';

/** What a command works with that needs no account: nothing here reaches AWS. */
export interface LocalTools {
  readonly output: Output;
  readonly prompter: Prompter;
  readonly interrupt: Interrupt;
  /** Folder of journals, locks and the sandbox account. */
  readonly home: string;
}
