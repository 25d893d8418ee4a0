import { safeLine, safeText } from './safe-text.ts';
import { bold, cyan } from './style.ts';

/** A sentence when the words typed are not the ones asked for, else undefined. */
export const typedWordsDiffer = (typed: string, expected: string): string | undefined =>
  typed.trim() === expected ? undefined : `that is not ${expected}: type exactly that, or press Ctrl-C to stop`;

/** Only whole words count, and nothing is no: a slip of the finger never agrees to anything. */
export function yesNo(text: string): boolean | undefined {
  const word = text.trim().toLowerCase();
  if (word === 'y' || word === 'yes') return true;
  return word === '' || word === 'n' || word === 'no' ? false : undefined;
}

/** A sentence when the text is neither yes nor no, else undefined. */
export const notYesNo = (text: string): string | undefined => (yesNo(text) === undefined ? 'answer y or n' : undefined);

/** The one line that stays on screen of a question. */
export const answeredLine = (message: string, answer: string): string =>
  `✓ ${bold(safeLine(message))} ${cyan(safeText(answer))}`;

/** What stays of a question that was not answered. */
export const unansweredLine = (message: string): string => `? ${safeLine(message)}`;
