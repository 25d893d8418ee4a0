import { escapeInvisible } from '../../csr/escape-text.ts';
import { quoteText } from '../../csr/quote-text.ts';

const MAX_CHARACTERS = 120;

/** A name out of a CSR or certificate: one line, no invisible characters, not too long. */
export function showText(text: string, max = MAX_CHARACTERS): string {
  const line = escapeInvisible(text.replace(/\s+/g, ' ').trim());
  return line.length > max ? `${line.slice(0, max)}…` : line;
}

/** A hint of what a function answered, which may have printed a key; described when more words are none. */
export const showAnswer = (text: string, max = MAX_CHARACTERS, maxHidden?: number): string =>
  quoteText(text, max, maxHidden);

/** `2027-11-22`. */
export const showDay = (date: Date): string => date.toISOString().replace(/T.*/, '');

/** `2027-11-22 14:03:05 UTC`. */
export const showMoment = (date: Date): string => date.toISOString().replace(/T(.*)\.\d+Z/, ' $1 UTC');

export { groupDigits as showNumber } from '../../terminal/quantity-text.ts';
