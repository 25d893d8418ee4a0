import { STYLE_END, STYLE_STARTS } from './style.ts';
import { characterWidth, textWidth } from './text-width.ts';

export const padEnd = (text: string, columns: number): string =>
  text + ' '.repeat(Math.max(0, columns - textWidth(text)));

/** The longest beginning that fits, and what is left; marks stay with their letter. */
function splitAt(text: string, columns: number): readonly [string, string] {
  let width = 0;
  let end = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns) break;
    end += character.length;
  }
  return [text.slice(0, end), text.slice(end)];
}

/** Styles that are begun and not ended in a text, in order. */
function openStyles(text: string): string[] {
  const open: string[] = [];
  for (const character of text) {
    if (STYLE_STARTS.has(character)) open.push(character);
    else if (character === STYLE_END) open.pop();
  }
  return open;
}

/** Cuts to a width, with `…` for what is cut off. */
export function truncate(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  const [kept] = splitAt(text, columns - 1);
  return `${kept}${STYLE_END.repeat(openStyles(kept).length)}…`;
}

/** Begins a line that is laid out as it stands: a noncharacter, so that no text from outside can have it. */
const AS_IT_STANDS = '\uFDE0';

const START = String.raw`(?:npx \S+|certprov|aws) [a-z]`;
/** In backticks anywhere, or behind a colon up to the end of its line. */
const COMMAND = new RegExp(`\`(${START}[^\`\n]*)\`|(?<=: +)(${START}[^\n\`${STYLE_END}]*)(?=${STYLE_END}*$)`, 'gm');

/**
 * Every command of a sentence on a line of its own, as it is typed; the words before it end in a colon, and what only
 * joined it to those behind goes: ``go back with `certprov rollback`, or …`` becomes `go back with:`, the command, `or …`.
 */
export function commandLines(text: string): string {
  let laidOut = '';
  let end = 0;
  for (const found of text.matchAll(COMMAND)) {
    laidOut += introducing(behind(text.slice(end, found.index), laidOut !== ''));
    laidOut += `${AS_IT_STANDS}${found[1] ?? found[2]}\n`;
    end = found.index + found[0].length;
  }
  if (end === 0) return text;
  const rest = behind(text.slice(end), true);
  return rest.replaceAll(STYLE_END, '') === '' ? `${laidOut.slice(0, -1)}${rest}` : laidOut + rest;
}

const behind = (words: string, isBehind: boolean): string => (isBehind ? words.replace(/^[,;.]?\s*/, '') : words);

function introducing(words: string): string {
  const kept = words.replace(/\s+$/, '');
  if (kept === '') return '';
  return /[\p{L}\p{N})]$/u.test(kept) ? `${kept}:\n` : `${kept}\n`;
}

interface WrapOptions {
  /** Put before every line but the first. */
  readonly indent?: string;
  /** Cut words that are longer than a line; by default they stay whole, so that they can be copied. */
  readonly breakWords?: boolean;
}

/** Lines of at most `columns`; line breaks in the text stay, and so does the white space a line starts with. */
export function wrap(text: string, columns: number, { indent = '', breakWords = false }: WrapOptions = {}): string[] {
  const lines: string[] = [];
  const room = columns - textWidth(indent);
  for (const paragraph of text.split('\n')) {
    const [before = '', command] = paragraph.split(AS_IT_STANDS);
    if (command !== undefined) {
      // A terminal may break it, and copies it whole all the same.
      lines.push(...(before.trim() === '' ? [] : [before.trimEnd()]), commandIndent(indent) + command);
      continue;
    }
    let line = (lines.length > 0 ? indent : '') + (/^ */.exec(paragraph)?.[0] ?? '');
    let isEmpty = true;
    for (const [, gap = '', word = ''] of paragraph.trimStart().matchAll(/( *)([^ ]+)/g)) {
      for (const [index, part] of (breakWords ? partsOf(word, room) : [word]).entries()) {
        const space = index === 0 ? gap : '';
        if (isEmpty) line += part;
        else if (textWidth(line) + space.length + textWidth(part) <= columns) line += space + part;
        else {
          lines.push(line);
          line = indent + part;
        }
        isEmpty = false;
      }
    }
    lines.push(line.trimEnd());
  }
  return carryStyles(lines);
}

/** Two more than the words that it belongs to, unless they stand in a column far to the right. */
const commandIndent = (indent: string): string => ' '.repeat(indent.length > 8 ? 4 : indent.length + 2);

/** A word cut into parts that each fit on a line; two columns at least, or a wide character would never fit. */
function partsOf(word: string, columns: number): string[] {
  const parts: string[] = [];
  let [part, rest] = splitAt(word, Math.max(2, columns));
  while (rest !== '') {
    parts.push(part);
    [part, rest] = splitAt(rest, Math.max(2, columns));
  }
  return [...parts, part];
}

/** Ends the open styles at the end of each line and begins them again on the next: lines can be framed one by one. */
function carryStyles(lines: readonly string[]): string[] {
  let open: string[] = [];
  return lines.map((line) => {
    const begun = open.join('') + line;
    open = openStyles(begun);
    return begun + STYLE_END.repeat(open.length);
  });
}

interface ParagraphOptions {
  readonly indent?: string;
  /** For every line but the first; `indent` when absent. */
  readonly hanging?: string;
}

/** Prose as lines that fit; line breaks in it stay, and commands stand on lines of their own. */
export const paragraph = (
  text: string,
  columns: number,
  { indent = '  ', hanging = indent }: ParagraphOptions = {},
): string => wrap(indent + commandLines(text), columns, { indent: hanging }).join('\n');
