import { STYLE_MARKERS } from './style.ts';

/**
 * Characters that move the cursor, start an escape sequence, reorder text or cannot be seen: controls, format
 * characters (bidi overrides and isolates, zero-width, tags), line and paragraph separators, lone surrogates, default
 * ignorables (fillers, variation selectors) and noncharacters.
 * @see https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const LONGEST_VALUE = 1000;

/** One character as it can be read, e.g. `\u{1b}`. */
export const visibleEscape = (character: string): string => `\\u{${character.codePointAt(0)?.toString(16)}}`;

/** A value from outside (CSR, certificate, AWS, file name) on one line: nothing in it acts on the terminal. */
export function safeText(value: string, longest: number = LONGEST_VALUE): string {
  // A code point is at most two units, so a huge value is never split as a whole.
  const characters = Array.from(value.slice(0, (longest + 1) * 2));
  const kept = characters.length > longest ? [...characters.slice(0, longest - 1), '…'] : characters;
  return kept.join('').replace(UNSAFE, visibleEscape);
}

/** A text that certprov has laid out: its line breaks and styles stay, all else is as in `safeText`. */
export function safeBlock(text: string): string {
  return text.replace(UNSAFE, (character) =>
    character === '\n' || STYLE_MARKERS.includes(character) ? character : visibleEscape(character),
  );
}

/** As `safeBlock`, for a place that has room for one line only. */
export const safeLine = (text: string): string => safeBlock(text).replaceAll('\n', visibleEscape);
