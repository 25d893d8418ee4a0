import { safeLine, safeText } from './safe-text.ts';
import { bold, cyan } from './style.ts';

/** The one line that stays on screen of a question. */
export const answeredLine = (message: string, answer: string): string =>
  `✓ ${bold(safeLine(message))} ${cyan(safeText(answer))}`;

/** What stays of a question that was not answered. */
export const unansweredLine = (message: string): string => `? ${safeLine(message)}`;
