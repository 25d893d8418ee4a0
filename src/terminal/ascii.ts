import { visibleEscape } from './safe-text.ts';

const SAME_WIDTH: Readonly<Record<string, string>> = {
  '─': '-',
  '│': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '├': '+',
  '┤': '+',
  '┬': '+',
  '┴': '+',
  '┼': '+',
  '▶': '>',
  '→': '>',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '❯': '>',
  '·': '-',
  '–': '-',
  '—': '-',
  '…': '~',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
  '\u00A0': ' ',
};
const WIDER: Readonly<Record<string, string>> = { '✓': 'ok', '✗': 'x', '≤': '<=', '≥': '>=', '×': 'x' };

/** For terminals without Unicode: drawings get plain forms, any other letter is escaped. */
export const toAscii = (text: string): string =>
  text.replace(/[^\n -~]/gu, (character) => SAME_WIDTH[character] ?? WIDER[character] ?? visibleEscape(character));
