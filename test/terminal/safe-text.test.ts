import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { safeBlock, safeLine, safeText } from '../../src/terminal/safe-text.ts';
import { bold } from '../../src/terminal/style.ts';

/** Written down again, by code point, so that a slip in the program's class is seen. */
function actsOnTerminal(codePoint: number): boolean {
  return (
    codePoint < 0x20 ||
    (codePoint >= 0x7f && codePoint <= 0x9f) ||
    codePoint === 0xad ||
    codePoint === 0x61c ||
    (codePoint >= 0x200b && codePoint <= 0x200f) ||
    (codePoint >= 0x2028 && codePoint <= 0x202e) ||
    (codePoint >= 0x2060 && codePoint <= 0x206f) ||
    (codePoint >= 0xd800 && codePoint <= 0xdfff) ||
    (codePoint >= 0xfdd0 && codePoint <= 0xfdef) ||
    (codePoint >= 0xfe00 && codePoint <= 0xfe0f) ||
    codePoint === 0xfeff ||
    (codePoint >= 0xfff9 && codePoint <= 0xfffb) ||
    codePoint === 0x3164 ||
    (codePoint >= 0xe0000 && codePoint <= 0xe0fff)
  );
}

const dangerous = (text: string) => Array.from(text).filter((c) => actsOnTerminal(c.codePointAt(0) ?? 0));

describe('safeText', () => {
  it.each([
    ['an escape sequence', '\u001B[2Jgone', '\\u{1b}[2Jgone'],
    ['a one-byte CSI', '\u009B31m', '\\u{9b}31m'],
    ['a carriage return that overwrites the line', 'bad\rgood', 'bad\\u{d}good'],
    ['a line break', 'a\nb', 'a\\u{a}b'],
    ['a backspace', 'ab\b', 'ab\\u{8}'],
    ['NUL and DEL', '\u0000\u007F', '\\u{0}\\u{7f}'],
    ['a right-to-left override', 'a\u202Egpj.exe', 'a\\u{202e}gpj.exe'],
    ['an isolate', '\u2066x\u2069', '\\u{2066}x\\u{2069}'],
    ['a zero-width space', 'certprov\u200B', 'certprov\\u{200b}'],
    ['a line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['a lone surrogate', '\uD83D', '\\u{d83d}'],
    ['a tag character', 'a\u{E0041}', 'a\\u{e0041}'],
    ['a blank Hangul filler', '\u3164', '\\u{3164}'],
    ['a marker of our own styles', bold('x'), '\\u{fdd0}x\\u{fddf}'],
  ])('shows %s instead of sending it', (_what, value, shown) => {
    expect(safeText(value)).toBe(shown);
  });

  it('leaves letters of every script, marks and emoji as they are', () => {
    const value = 'Gerät 証明書 शाला é 🔑 العربية';
    expect(safeText(value)).toBe(value);
  });

  it('lets nothing through that acts on a terminal, whatever the input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }), (a, b) => {
        expect(dangerous(safeText(`${a}\u001B${b}`))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('escapes every single code point that acts on a terminal', () => {
    const missed: string[] = [];
    for (let codePoint = 0; codePoint <= 0xe0fff; codePoint += 1) {
      if (actsOnTerminal(codePoint) && dangerous(safeText(String.fromCodePoint(codePoint))).length > 0)
        missed.push(codePoint.toString(16));
    }
    expect(missed).toEqual([]);
  });

  it('cuts a value that is too long and says so with an ellipsis', () => {
    expect(safeText('🔑'.repeat(5_000_000), 10)).toBe(`${'🔑'.repeat(9)}…`);
    expect(safeText('0123456789', 10)).toBe('0123456789');
  });
});

describe('safeBlock', () => {
  it('keeps line breaks and styles of the layout and nothing else', () => {
    expect(safeBlock(`${bold('title')}\n  a\tb\r\u001B[0m`)).toBe(`${bold('title')}\n  a\\u{9}b\\u{d}\\u{1b}[0m`);
  });
});

describe('safeLine', () => {
  it('shows a line break where there is room for one line', () => {
    expect(safeLine(`${bold('a')}\nb`)).toBe(`${bold('a')}\\u{a}b`);
  });
});
