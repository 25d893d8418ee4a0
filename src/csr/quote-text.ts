import { escapeInvisible } from './escape-text.ts';
import { isPlainWord } from './plain-word.ts';

/** A hint is wanted, not a text: what is behind this is neither judged nor shown. */
const READ_CHARACTERS = 4096;
const HIDDEN = '[…]';

/** So many words that are none are no accident any more: a key that was cut into pieces. */
const MAX_HIDDEN = 5;
/** And so are fewer of them, if they are more than this part of the text. */
const MAX_HIDDEN_SHARE = 0.25;
/** Octets, nibbles, letters, capitals one behind the other: English has no sentence of them. */
const MAX_RUN = 4;

/**
 * A hint of what somebody else has written, who may have written down a private key: of all its words only those are
 * shown that look like a natural language, a name in a program, a short number or an address. A text of which much
 * looks otherwise is described and not quoted. No list of spellings of a key could be complete; this needs none.
 */
export function quoteText(text: string, max: number, maxHidden = MAX_HIDDEN): string {
  // Letters of full width and the like are the same letters.
  const read = text.slice(0, READ_CHARACTERS).normalize('NFKC');
  const { words, hidden, isCut } = hideWords(
    read.replaceAll(ESCAPED_BREAK, ' ').replaceAll(PEM, (_block, label: string) => `[${label}]`),
  );
  if (isCut || hidden > maxHidden || PEM_KEY.test(text)) return describeText(text);
  const line = escapeInvisible(words.replaceAll(/\s+/g, ' ').trim());
  return line.length > max ? `${line.slice(0, max)}…` : line;
}

/** As JSON within JSON has them. */
const ESCAPED_BREAK = /\\+[nrt]/g;
const PEM = /-----BEGIN ([A-Z ]{1,40})-----[^]*?(?:-----END [A-Z ]{1,40}-----|$)/g;
/** Whole or damaged, in capitals or not. */
const PEM_KEY = /(?:BEGIN|END)[^A-Za-z]{1,3}(?:[A-Z0-9]{1,10}[^A-Za-z]{1,3}){0,2}PRIVATE/i;

/** Digits of which no secret is made: an account in an ARN, a time, a span, an address, an OID. A key that looks so is cut off. */
const FIGURES: readonly RegExp[] = [
  /(?<=\barn:aws[a-z-]{0,20}:[a-z0-9-]{1,30}:[a-z0-9-]{0,20}:)\d{12}(?=:)/g,
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?Z?/g,
  /\b(?:\d{1,5}(?:ms|[smhd])){1,3}\b/g,
  /(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\d.])/g,
  /(?<![\d.])[012](?:\.\d{1,6}){2,10}(?![\d.])/g,
];
const MAX_FIGURES = 3;
/** Octets printed as they are, or as signs that stand for them. */
const NO_TEXT = /[^\P{C}\s]|\uFFFD|\p{So}/gu;
const MAX_NO_TEXT = 4;
const UUID = /\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi;

/** Base64 takes these between letters and digits, and what has one part that is no word is no word as a whole. */
const CHUNK = /[\p{L}\p{N}+/_-]+/gu;
const PARTS = /[\p{L}\p{N}]+/gu;
/** The name of a constant counts as one word. */
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
/** What stands alone in a sentence, digits in words too, and in a row only where something was cut to pieces. */
const CUT =
  /^(?:.{1,2}|zero|one|two|three|four|five|six|seven|eight|nine|.*\d.*|[A-Z0-9]+|[A-Za-z]{0,3}[A-Z][A-Za-z]{0,3})$/;

interface Shown {
  readonly words: string;
  /** How many words were left out of them. */
  readonly hidden: number;
  /** What is left are pieces of something, and not to be trusted either. */
  readonly isCut: boolean;
}

function hideWords(text: string): Shown {
  const figures: string[] = [];
  let total = 0;
  let hidden = 0;
  let run = 0;
  let longestRun = 0;
  const hideChunk = (chunk: string): string => {
    const parts = chunk.match(PARTS) ?? [];
    for (const word of CONSTANT.test(chunk) ? [chunk] : parts) {
      run = CUT.test(word) ? run + 1 : 0;
      longestRun = Math.max(longestRun, run);
    }
    const strange = parts.filter((part) => !isPlainWord(part)).length;
    total += parts.length;
    hidden += strange;
    return strange === 0 ? chunk : HIDDEN;
  };
  let shaped = text.replaceAll(/[\uE000\uE001]/g, ' ').replaceAll(UUID, () => {
    hidden += 1;
    return '…';
  });
  for (const pattern of FIGURES)
    shaped = shaped.replaceAll(pattern, (figure) => `\uE000${figures.push(figure) - 1}\uE001`);
  const words = shaped
    .split(/\uE000(\d+)\uE001/)
    .map((part, index) => (index % 2 === 1 ? (figures[Number(part)] ?? '') : part.replaceAll(CHUNK, hideChunk)))
    .join('');
  const isMuch = hidden > 1 && hidden > total * MAX_HIDDEN_SHARE;
  return {
    words,
    hidden,
    isCut:
      isMuch ||
      (text.match(NO_TEXT)?.length ?? 0) > MAX_NO_TEXT ||
      longestRun > MAX_RUN ||
      figures.length > MAX_FIGURES,
  };
}

const KINDS: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/^[\s\d,;[\]{}()-]+$/, 'numbers'],
  [/^[\s\da-fx:,;\\[\]{}()%-]+$/i, 'hexadecimal digits'],
  [/^[\s\w+/=-]+$/, 'letters and digits'],
];

/** Length and kind: enough to find it in one's own code. */
function describeText(text: string): string {
  const kind = KINDS.find(([pattern]) => pattern.test(text.slice(0, READ_CHARACTERS)))?.[1] ?? 'text';
  return `(${text.length} characters, ${kind}, not shown: it may be a key)`;
}
