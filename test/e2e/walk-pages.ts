import type { OpenTerminal } from '../support/pty.ts';
import type { Account } from './account.ts';
import { walk } from './walk.ts';

/** `init` in a terminal of 80 columns, without a canary. */
export const openInit = (account: Account, rows = 24): Promise<OpenTerminal> =>
  walk(account, ['init', '--sandbox', '--no-canary'], { columns: 80, rows });

/** Goes to a choice of the open list, by words of its label that no other has. */
export async function chooses(terminal: OpenTerminal, label: string): Promise<void> {
  terminal.type(label);
  await terminal.waitFor(new RegExp(`❯ [^\\n]*${label}[^]*1 of 1 `));
  terminal.press('enter');
}

/** From the question that is open to the end of the screen. */
export function lastQuestion(lines: readonly string[]): string {
  return lines.slice(lines.findLastIndex((line) => line.startsWith('? '))).join('\n');
}
