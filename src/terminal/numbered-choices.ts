import { groupDigits } from '../group-digits.ts';
import { isRecommended } from './choice-list.ts';
import type { Choice } from './prompter.ts';
import { safeLine } from './safe-text.ts';

const MOST = 20;

/** A list to be read line by line, each with the number that chooses it. */
export function numberedChoices<T>(choices: readonly Choice<T>[], recommended: T | undefined): string {
  const shown = choices.slice(0, MOST).map((choice, index) => {
    const { label, disabled, description } = choice;
    const notes = [
      isRecommended(choice, recommended) ? 'recommended' : undefined,
      disabled === undefined ? undefined : `cannot be chosen: ${safeLine(disabled)}`,
      description === undefined ? undefined : safeLine(description),
    ].filter((note) => note !== undefined);
    return `  ${index + 1}. ${[safeLine(label).trim().replace(/ {2,}/g, ', '), ...notes].join(', ')}`;
  });
  const more = choices.length - shown.length;
  return [...shown, ...(more > 0 ? [`  and ${groupDigits(more)} more: type part of a name`] : [])].join('\n');
}
