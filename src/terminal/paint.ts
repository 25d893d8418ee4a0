import { safeBlock, visibleEscape } from './safe-text.ts';
import { STYLE_END, STYLE_MARKERS, STYLE_STARTS, type StyleName, green, red, yellow } from './style.ts';

/** The last thing that happens to a text before it is written: it is made safe, then plain or coloured. */
export type Paint = (text: string) => string;

const MARK_AT_LINE_START = /^( *)([✓!✗]) /gmu;
const MARK_STYLES: Readonly<Record<string, (mark: string) => string>> = { '✓': green, '!': yellow, '✗': red };
const MARKER = new RegExp(`([${STYLE_MARKERS}])`, 'u');

interface PaintOptions {
  readonly color: boolean;
  readonly ascii: boolean;
}

/** chalk is loaded only when there is something to colour. */
export async function createPaint({ color, ascii }: PaintOptions): Promise<Paint> {
  const chalk = color ? new (await import('chalk')).Chalk({ level: 1 }) : undefined;
  return (text) => paintWith(chalk, ascii, text);
}

type Colours = Readonly<Record<StyleName, (text: string) => string>>;

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
const toAscii = (text: string): string =>
  text.replace(/[^\n -~]/gu, (character) => SAME_WIDTH[character] ?? WIDER[character] ?? visibleEscape(character));

function paintWith(colours: Colours | undefined, ascii: boolean, text: string): string {
  const open: StyleName[] = [];
  let painted = '';
  for (const part of withMarks(safeBlock(text), ascii).split(MARKER)) {
    const style = STYLE_STARTS.get(part);
    if (style) open.push(style);
    else if (part === STYLE_END) open.pop();
    else if (part !== '') {
      const readable = ascii ? toAscii(part) : part;
      painted += colours ? open.reduceRight((inner, name) => colours[name](inner), readable) : readable;
    }
  }
  return painted;
}

/** Marks that begin a line get their colour; in ASCII all get the width of `ok`, so that what follows stays aligned. */
function withMarks(text: string, ascii: boolean): string {
  return text.replace(MARK_AT_LINE_START, (_all, indent: string, mark: string) => {
    const shown = ascii ? toAscii(mark).padEnd(2) : mark;
    return `${indent}${MARK_STYLES[mark]?.(shown) ?? shown} `;
  });
}
