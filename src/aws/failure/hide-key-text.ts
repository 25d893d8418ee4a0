/** What a key is made of, in any spelling: digits, octets, letters of base64. A secret has 32 of them and more. */
const MIN_CHARACTERS = 32;
/** Less cannot be told from what stands in any text. */
const MIN_PIECE = 6;
/** So many ordinary words may stand between two pieces: by chance some pieces look like words. */
const MAX_GAP = 2;
const WORD = /[\p{L}\p{N}]+/gu;

/** A longer one is no piece of anything, and ends it. */
const SHORT_WORD = 5;
/** Octets printed as they are, or as signs that stand for them. */
const NO_TEXT = /[^\P{C}\s]|\uFFFD/gu;
const MAX_NO_TEXT = 8;

/** Names, times and places with digits of which no secret is made. */
const KNOWN =
  /\barn:aws[\w-]*:\S+|https?:\/\/\S+|\b(?:\d{4}-\d\d-\d\dT[\d:.]+|\d{8}T\d{6})Z?|\b[A-Z]+(?:_[A-Z]+)+\b|\(?(?:file:\/\/|\/|node:)\S+:\d+:\d+\)?/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
/** The id of a request and that of a key; what has more of them is cut into pieces of that form. */
const MAX_UUIDS = 2;

/**
 * Leaves out what could be a private key, however it is spelt: many pieces behind one another, none of which is a word.
 * `csr/quote-text` is stricter, but a name in AWS's sentences that is no word has to be shown: it is what is missing.
 */
export function hideKeyText(text: string): string {
  if ((text.match(NO_TEXT)?.length ?? 0) > MAX_NO_TEXT) return `(${text.length} characters that are no text, left out)`;
  const runs = keyLike(text);
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || runs.every(({ characters }) => characters < MIN_CHARACTERS)) return text;
  // Where one piece is a key, whatever is like it belongs to it: by chance a word may have parted them.
  return `${text.slice(0, first.start)}(left out)${text.slice(last.end)}`;
}

interface Run {
  readonly start: number;
  readonly end: number;
  readonly characters: number;
}

/** Pieces behind one another that are no words. */
function keyLike(text: string): readonly Run[] {
  const ids = [...text.matchAll(UUID)];
  const known = [...text.matchAll(KNOWN), ...(ids.length > MAX_UUIDS ? [] : ids)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  const found: Run[] = [];
  let run = { start: 0, end: 0, characters: 0, gap: 0 };
  const finish = (): void => {
    if (run.characters >= MIN_PIECE) found.push(run);
    run = { start: 0, end: 0, characters: 0, gap: 0 };
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const isKnown = known.some(([start, end]) => index >= start && index < end);
    if (isKnown || !isOdd(word)) {
      run.gap += 1;
      if (isKnown || run.gap > MAX_GAP || word.length > SHORT_WORD) finish();
      continue;
    }
    if (run.characters === 0) run.start = index;
    run = { ...run, end: index + word.length, characters: run.characters + word.length, gap: 0 };
  }
  finish();
  return found;
}

const PLAIN = /^[A-Z]?(?=[a-z]*[aeiouy])[a-z]{2,}$/;
/** The name of an action, an error or a parameter. */
const NAME = /^(?=.{9})(?:[A-Z]{0,4}[a-z]{2,})(?:[A-Z][a-z]{2,})*[A-Z]{0,3}$/;

/** No word, and no name of an API. */
const isOdd = (word: string): boolean => word.length <= 2 || !(PLAIN.test(word) || isName(word));

/** Humps of a name are words; where letters are mixed by chance they are short. */
const isName = (word: string): boolean =>
  NAME.test(word) && word.length >= 4 * Math.max(1, word.match(/[A-Z]+[a-z]/g)?.length ?? 0);
