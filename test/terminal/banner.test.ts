import { describe, expect, it } from 'vitest';
import { banner } from '../../src/terminal/banner.ts';
import { bold } from '../../src/terminal/style.ts';
import { textWidth } from '../../src/terminal/text-width.ts';

const LINES = [
  [bold('SELF-MANAGED SIGNING IS ON'), 'account 000000000000 · us-east-1'],
  'every CSR is signed by certprov-signer with Acme Device CA P256',
  'go back to AWS-managed signing:   certprov rollback',
] as const;

describe('banner', () => {
  it('is a box of 80 columns', () => {
    expect(banner(LINES, 80)).toBe(
      [
        '┌──────────────────────────────────────────────────────────────────────────────┐',
        `│ ${bold('SELF-MANAGED SIGNING IS ON')}                  account 000000000000 · us-east-1 │`,
        '│ every CSR is signed by certprov-signer with Acme Device CA P256              │',
        '│ go back to AWS-managed signing:   certprov rollback                          │',
        '└──────────────────────────────────────────────────────────────────────────────┘',
      ].join('\n'),
    );
  });

  it.each([80, 79, 61, 41, 40])('has straight edges at %i columns', (columns) => {
    const widths = banner([...LINES, 'CN=証明書, O=Gera\u0308te', 'x'.repeat(200)], columns)
      .split('\n')
      .map(textWidth);
    expect(new Set(widths)).toEqual(new Set([columns]));
  });

  it('grows no wider than 80 and no narrower than 40', () => {
    expect(textWidth(banner(LINES, 200).split('\n')[0] ?? '')).toBe(80);
    expect(textWidth(banner(LINES, 10).split('\n')[0] ?? '')).toBe(40);
  });

  it('puts the two ends below each other when there is no room, and cuts nothing off', () => {
    const text = banner(LINES, 40);
    expect(text).toContain('│ account 000000000000 · us-east-1     │');
    for (const line of LINES.flat()) for (const word of line.split(/\s+/)) expect(text).toContain(word);
  });
});
