import xterm from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { cyan } from '../../src/terminal/style.ts';
import { textWidth } from '../../src/terminal/text-width.ts';

/** Where a terminal's cursor stands after the text. */
const measured = (text: string): Promise<number> =>
  new Promise((resolve) => {
    const terminal = new xterm.Terminal({ cols: 200, rows: 2, allowProposedApi: true });
    terminal.write(text, () => {
      resolve(terminal.buffer.active.cursorX);
      terminal.dispose();
    });
  });

describe('textWidth', () => {
  it.each([
    'certprov-signer',
    'Gerät',
    'Gera\u0308t',
    '証明書',
    '証明書 für Gerät-7',
    '한국어',
    'ＡＢＣ',
    'ｱｲｳ',
    'Ελληνικά и кириллица',
    'עברית',
    'שָׁלוֹם',
    '┌──▶│ ✓ ✗ ❯ ·',
    '「括弧」、。',
  ])('is what a terminal takes for %s', async (text) => {
    expect(textWidth(text)).toBe(await measured(text));
  });

  it('counts an emoji as two cells and a flag as two', () => {
    expect(textWidth('🔑')).toBe(2);
    expect(textWidth('🇨🇭')).toBe(2);
  });

  it('counts conjoining Hangul as one syllable', () => {
    expect(textWidth('\u1112\u1161\u11AB')).toBe(2);
  });

  it('counts styles as nothing', () => {
    expect(textWidth(cyan('abc'))).toBe(3);
  });
});
