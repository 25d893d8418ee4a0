import { describe, expect, it } from 'vitest';
import type { ChoiceList } from '../../src/terminal/choice-list.ts';
import { choiceView } from '../../src/terminal/choice-view.ts';
import { createPaint } from '../../src/terminal/paint.ts';
import { textWidth } from '../../src/terminal/text-width.ts';

const paint = await createPaint({ color: false, ascii: false });
const OPTIONS = { columns: 80, rows: 4, recommended: undefined, term: '', canGoBack: false, refusal: undefined };

const listOf = (count: number, active: number): ChoiceList<number> => ({
  choices: Array.from({ length: count }, (_, value) => ({ value, label: `function-${value}` })),
  active,
  state: 'complete',
});
const view = (list: ChoiceList<number>, options: Partial<typeof OPTIONS> & { recommended?: undefined } = {}) =>
  paint(choiceView(list, { ...OPTIONS, ...options })).split('\n');

describe('choiceView', () => {
  it('shows a page around the cursor and where it is in the list', () => {
    expect(view(listOf(5003, 2500))).toEqual([
      '  function-2498',
      '  function-2499',
      '❯ function-2500',
      '  function-2501',
      '  2,501 of 5,003 · ↑↓ move · type to search · Enter to choose',
    ]);
  });

  it.each([
    [0, 'function-0', 'function-3'],
    [9, 'function-6', 'function-9'],
  ])('shows whole pages at the ends (cursor at %i)', (active, first, last) => {
    const lines = view(listOf(10, active));
    expect(lines[0]).toContain(first);
    expect(lines[3]).toContain(last);
  });

  it('shows why a choice is disabled, in full when the cursor is on it', () => {
    const disabled = 'has no certificate yet (PENDING_CERTIFICATE), install one first';
    const list: ChoiceList<number> = {
      choices: [{ value: 1, label: 'Acme New CA', disabled }],
      active: 0,
      state: 'complete',
    };
    const lines = paint(choiceView(list, { ...OPTIONS, columns: 40 })).split('\n');
    expect(lines[0]).toBe('❯ ✗ Acme New CA  has no certificate ye…');
    expect(
      lines
        .slice(1, 4)
        .map((line) => line.trim())
        .join(' '),
    ).toBe(`cannot be chosen: ${disabled}`);
  });

  it('marks the recommended choice from 60 columns on', () => {
    const list = listOf(2, 0);
    const line = (columns: number) => paint(choiceView(list, { ...OPTIONS, columns, recommended: 1 })).split('\n')[1];
    expect(line(60)).toBe('  function-1  (recommended)');
    expect(line(59)).toBe('  function-1');
  });

  it('says that choices are looked for, still arriving, or not there', () => {
    const empty: ChoiceList<number> = { choices: [], active: -1, state: 'waiting' };
    expect(view(empty)[0]).toBe('  looking...');
    expect(view({ ...listOf(2, 0), state: 'arriving' }).at(-1)).toContain('more are arriving');
    expect(view({ ...empty, state: 'complete' })[0]).toBe('  nothing to choose from');
    expect(view({ ...empty, state: 'complete' }, { term: 'x' })[0]).toBe('  nothing matches what was typed');
  });

  it('keeps every line narrower than the terminal', () => {
    const list: ChoiceList<number> = {
      choices: [
        { value: 1, label: '証明書'.repeat(40), description: 'd '.repeat(200) },
        { value: 2, label: 'x'.repeat(200), disabled: 'y'.repeat(200) },
      ],
      active: 0,
      state: 'arriving',
    };
    for (const columns of [40, 41, 60, 80])
      for (const line of paint(choiceView(list, { ...OPTIONS, columns, recommended: 1 })).split('\n'))
        expect(textWidth(line)).toBeLessThan(columns);
  });

  it('neutralises what a label from outside would do', () => {
    const list: ChoiceList<number> = {
      choices: [{ value: 1, label: 'evil\u001B[2J\nsecond', description: '\u202Ereversed' }],
      active: 0,
      state: 'complete',
    };
    expect(view(list).slice(0, 2)).toEqual(['❯ evil\\u{1b}[2J\\u{a}second', '  \\u{202e}reversed']);
  });
});
