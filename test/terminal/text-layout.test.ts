import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bold, cyan } from '../../src/terminal/style.ts';
import { padEnd, truncate, wrap } from '../../src/terminal/text-layout.ts';
import { textWidth } from '../../src/terminal/text-width.ts';

describe('padEnd', () => {
  it('fills up by cells, not by letters', () => {
    expect(padEnd('証明', 6)).toBe('証明  ');
    expect(padEnd(cyan('ab'), 4)).toBe(`${cyan('ab')}  `);
    expect(padEnd('too long', 3)).toBe('too long');
  });
});

describe('truncate', () => {
  it('cuts with an ellipsis that fits', () => {
    expect(truncate('certprov-signer', 9)).toBe('certprov…');
    expect(truncate('certprov', 8)).toBe('certprov');
    expect(truncate('certprov', 0)).toBe('');
  });

  it('never cuts a wide character in half', () => {
    expect(truncate('証明書', 4)).toBe('証…');
  });

  it('keeps a mark with its letter', () => {
    expect(truncate('Gera\u0308te', 5)).toBe('Gera\u0308…');
  });

  it('ends a style that it cuts', () => {
    expect(truncate(bold('abcdef'), 4)).toBe(`${bold('abc')}…`);
  });
});

describe('wrap', () => {
  it('breaks at spaces and hangs the following lines', () => {
    expect(wrap('! the function times out after 3 seconds', 20, { indent: '  ' })).toEqual([
      '! the function times',
      '  out after 3',
      '  seconds',
    ]);
  });

  it('keeps line breaks, leading space and runs of spaces', () => {
    expect(wrap('a\n\n  { "Effect":  "Allow" }', 40, { indent: '> ' })).toEqual([
      'a',
      '>',
      '>   { "Effect":  "Allow" }',
    ]);
  });

  it('keeps a long word whole, so that it can be copied', () => {
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer';
    expect(wrap(`use ${arn} here`, 20)).toEqual(['use', arn, 'here']);
  });

  it('cuts a long word when asked, without losing a letter', () => {
    const lines = wrap('abcdefghij', 6, { indent: '  ', breakWords: true });
    expect(lines).toEqual(['abcd', '  efgh', '  ij']);
  });

  it('begins a style again on every line', () => {
    expect(wrap(cyan('one two'), 4)).toEqual([cyan('one'), cyan('two')]);
  });

  it('fits every line and loses no letter, for any words and width', () => {
    const words = fc.array(
      fc.string({ unit: fc.constantFrom('a', 'b', '証', 'e\u0301'), minLength: 1, maxLength: 30 }),
    );
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 40 }), (list, columns) => {
        const lines = wrap(list.join(' '), columns, { indent: '  ', breakWords: true });
        expect(lines.every((line) => textWidth(line) <= columns)).toBe(true);
        expect(lines.join('').replaceAll(' ', '')).toBe(list.join(''));
      }),
    );
  });
});
