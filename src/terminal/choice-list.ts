import type { Choice } from './prompter.ts';
import { groupDigits } from './quantity-text.ts';
import { safeLine } from './safe-text.ts';

/** What a list prompt shows: the choices that have arrived for a term, and where the cursor stands. */
export interface ChoiceList<T> {
  readonly choices: readonly Choice<T>[];
  /** -1 while there is nothing to stand on. */
  readonly active: number;
  /** `waiting`: these are still the choices of the term before. */
  readonly state: 'waiting' | 'arriving' | 'complete';
}

export const NO_CHOICES: ChoiceList<never> = { choices: [], active: -1, state: 'waiting' };

const canBeChosen = <T>(choice: Choice<T>): boolean => choice.disabled === undefined;

export const isRecommended = <T>(choice: Choice<T>, recommended: T | undefined): boolean =>
  recommended !== undefined && choice.value === recommended;

/** Takes choices in. The cursor starts at the preferred one and never jumps to another under the operator's hand. */
export function withArrived<T>(
  list: ChoiceList<T>,
  choices: readonly Choice<T>[],
  preferred: T | undefined,
): ChoiceList<T> {
  const before = list.state === 'waiting' ? undefined : list.choices[list.active];
  const same = before && canBeChosen(before) ? indexOfSame(choices, before) : -1;
  return { choices, active: same >= 0 ? same : startingPoint(choices, preferred), state: 'arriving' };
}

function indexOfSame<T>(choices: readonly Choice<T>[], before: Choice<T>): number {
  const byValue = choices.findIndex(({ value }) => value === before.value);
  return byValue >= 0 ? byValue : choices.findIndex(({ label }) => label === before.label);
}

function startingPoint<T>(choices: readonly Choice<T>[], preferred: T | undefined): number {
  const wanted = choices.findIndex((choice) => canBeChosen(choice) && isRecommended(choice, preferred));
  if (wanted >= 0) return wanted;
  const first = choices.findIndex(canBeChosen);
  return first >= 0 ? first : Math.min(0, choices.length - 1);
}

/** The cursor stops at both ends: a list that may be long does not go round. */
export function withMoved<T>(list: ChoiceList<T>, rows: number): ChoiceList<T> {
  if (list.choices.length === 0) return list;
  return { ...list, active: Math.max(0, Math.min(list.choices.length - 1, list.active + rows)) };
}

/** Choices whose label or description holds every word that was typed. */
export function matching<T>(choices: readonly Choice<T>[], term: string | undefined): readonly Choice<T>[] {
  const words = (term ?? '').toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return choices;
  return choices.filter(({ label, description = '' }) => {
    const text = `${label} ${description}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** The first column of a label, unless the asker said what is to be left on screen. */
export const shortOf = <T>({ short, label }: Choice<T>): string => short ?? label.trim().split(/ {2,}/)[0] ?? label;

/** The name of a choice that holds in a later run. */
export const idOf = <T>(choice: Choice<T>): string =>
  choice.id ?? (typeof choice.value === 'string' ? choice.value : shortOf(choice));

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
