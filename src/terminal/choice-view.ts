import { type ChoiceList, isRecommended } from './choice-list.ts';
import type { Choice } from './prompter.ts';
import { groupDigits } from './quantity-text.ts';
import { safeLine } from './safe-text.ts';
import { cyan, dim, red } from './style.ts';
import { truncate, wrap } from './text-layout.ts';
import { textWidth } from './text-width.ts';

interface ChoiceViewOptions<T> {
  readonly columns: number;
  /** How many choices fit on the screen. */
  readonly rows: number;
  readonly recommended: T | undefined;
  readonly term: string;
  readonly canGoBack: boolean;
  /** Said after Enter on a choice that cannot be chosen. */
  readonly refusal: string | undefined;
}

const RECOMMENDED = '  (recommended)';
/** Below this width a label needs the room for itself. */
const RECOMMENDED_COLUMNS = 60;
const MOST_DESCRIPTION_LINES = 3;

/** Everything below the question: a page of choices, one line each, and about the one under the cursor. */
export function choiceView<T>(list: ChoiceList<T>, options: ChoiceViewOptions<T>): string {
  const { columns, term, refusal } = options;
  const { choices, active, state } = list;
  const lines = pageAround(choices, active, options.rows).map((choice) =>
    choiceRow(choice, choice === choices[active], options),
  );
  if (choices.length === 0) lines.push(emptyRow(state, term));
  const about = refusal ?? aboutActive(choices[active]);
  const aboutLines = about ? wrap(about, columns - 3).slice(0, MOST_DESCRIPTION_LINES) : [];
  const tone = refusal ? red : dim;
  return [
    ...lines,
    ...aboutLines.map((line) => tone(`  ${line}`)),
    dim(truncate(`  ${footer(list, options.canGoBack)}`, columns - 1)),
  ].join('\n');
}

function aboutActive<T>(choice: Choice<T> | undefined): string | undefined {
  if (choice?.disabled !== undefined) return `cannot be chosen: ${safeLine(choice.disabled)}`;
  return choice?.description === undefined ? undefined : safeLine(choice.description);
}

/** The choices around the cursor. */
function pageAround<T>(choices: readonly T[], active: number, rows: number): readonly T[] {
  const first = Math.max(0, Math.min(choices.length - rows, active - Math.floor(rows / 2)));
  return choices.slice(first, first + rows);
}

function choiceRow<T>(choice: Choice<T>, isActive: boolean, { columns, recommended }: ChoiceViewOptions<T>): string {
  const pointer = isActive ? '❯' : ' ';
  // The last column stays free: some terminals wrap as soon as it is filled.
  const room = columns - 3;
  const label = safeLine(choice.label);
  if (choice.disabled !== undefined) {
    const row = `${pointer} ${truncate(`✗ ${label}  ${safeLine(choice.disabled)}`, room)}`;
    return isActive ? row : dim(row);
  }
  const note = isRecommended(choice, recommended) && columns >= RECOMMENDED_COLUMNS ? RECOMMENDED : '';
  const row = `${pointer} ${truncate(label, room - textWidth(note))}${note}`;
  return isActive ? cyan(row) : row;
}

function emptyRow(state: ChoiceList<unknown>['state'], term: string): string {
  if (state !== 'complete') return dim('  looking...');
  return term === '' ? '  nothing to choose from' : '  nothing matches what was typed';
}

function footer({ choices, active, state }: ChoiceList<unknown>, canGoBack: boolean): string {
  const count = groupDigits(choices.length);
  const position = choices.length === 0 ? [] : [`${groupDigits(active + 1)} of ${count}`];
  const arriving = state === 'complete' || choices.length === 0 ? [] : ['more are arriving'];
  return [
    ...position,
    ...arriving,
    '↑↓ move',
    'type to search',
    'Enter to choose',
    ...(canGoBack ? ['Esc back'] : []),
  ].join(' · ');
}
