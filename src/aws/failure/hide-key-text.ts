/** A secret has 32 characters or more, however it is written: digits, octets or base64. */
const MIN_CHARACTERS = 32;
/** Shorter pieces occur in any text. */
const MIN_PIECE = 6;
/** The remainder of a key that was broken into lines. */
const MIN_REST = 3;
/** So many ordinary words may stand between two pieces, since some pieces look like words by chance. */
const MAX_GAP = 2;
const WORD = /[\p{L}\p{N}]+/gu;

/** A longer word is not taken for a piece, and ends the run. */
const SHORT_WORD = 5;
/** Raw octets, printed as they are or as replacement characters. */
const NO_TEXT = /[^\P{C}\s]|\uFFFD/gu;
const MAX_NO_TEXT = 2;

/** Names, times and places in code: their digits are not part of a secret. */
const KNOWN =
  /\barn:aws[\w-]*:\S+|https?:\/\/\S+|\b(?:\d{4}-\d\d-\d\dT[\d:.]+|\d{8}T\d{6})Z?|\b[A-Z]+(?:_[A-Z]+)+\b|\(?(?:file:\/\/|\/|node:)\S+:\d+:\d+\)?/g;
const UUID = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
/** One for the request and one for a key. A text with more of them may be a secret cut into pieces of that form. */
const MAX_UUIDS = 2;

/**
 * Leaves out what could be a private key, however it is spelt: many pieces behind one another, none of which is a word.
 * `csr/quote-text` is stricter, but a name in AWS's sentences that is no word has to be shown: it is what is missing.
 */
export function hideKeyText(text: string): string {
  if ((text.match(NO_TEXT)?.length ?? 0) > MAX_NO_TEXT) return `(${text.length} characters that are no text, left out)`;
  const runs = joined(keyLike(text)).filter(({ characters }) => characters >= MIN_PIECE);
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last || runs.every(({ characters }) => characters < MIN_CHARACTERS)) return text;
  // Everything between the first and the last piece goes: a word between two pieces may be there by chance.
  const [before, after] = [text.slice(0, first.start), text.slice(last.end)];
  return `${before.replace(STRANGE_END, leaveOut)}(left out)${after.replace(STRANGE_START, leaveOut)}`;
}

/** Text directly beside a key that is not a word. */
const STRANGE_END = /(?:[\w+/=-]+[\s"',;\\]{0,4})?$/;
const STRANGE_START = /^[\s"',;\\]{0,4}[\w+/=-]+(?![\w.:@-])/;
const leaveOut = (beside: string): string =>
  (beside.match(WORD) ?? []).every((word) => /^[A-Z]?[a-z]+$/.test(word)) ? beside : '';

interface Run {
  readonly start: number;
  readonly end: number;
  readonly characters: number;
}

/** A piece of a key can happen to be a word long enough to end a run, so runs this close to each other count as one. */
const MAX_BETWEEN = 40;

const joined = (runs: readonly Run[]): readonly Run[] =>
  runs.reduce<readonly Run[]>((before, run) => {
    const last = before.at(-1);
    if (!last || run.start - last.end > MAX_BETWEEN) return [...before, run];
    return [...before.slice(0, -1), { start: last.start, end: run.end, characters: last.characters + run.characters }];
  }, []);

/** Consecutive pieces that are not words. */
function keyLike(text: string): readonly Run[] {
  const ids = [...text.matchAll(UUID)];
  const known = [...text.matchAll(KNOWN), ...(ids.length > MAX_UUIDS ? [] : ids)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  const found: Run[] = [];
  let run = { start: 0, end: 0, characters: 0, gap: 0 };
  const finish = (): void => {
    if (run.characters >= MIN_REST) found.push(run);
    run = { start: 0, end: 0, characters: 0, gap: 0 };
  };
  const strange = strangeTokens(text);
  for (const { 0: word, index } of text.matchAll(WORD)) {
    const isKnown = known.some(([start, end]) => index >= start && index < end);
    if (isKnown || !(isOdd(word) || strange.some(([start, end]) => index >= start && index < end))) {
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

/** Letters of base64 without a blank, of which half are no words: by chance some of them are. */
const TOKEN = /[\w+/=-]{20,}/g;

const strangeTokens = (text: string): readonly (readonly [number, number])[] =>
  [...text.matchAll(TOKEN)]
    .filter(([token]) => {
      const words = token.match(/[\p{L}\p{N}]+/gu) ?? [];
      const odd = words.filter(isOdd).join('').length;
      return odd * 2 >= words.join('').length && /[a-z]/.test(token) && /[A-Z]/.test(token);
    })
    .map(({ 0: token, index }) => [index, index + token.length] as const);

const PLAIN = /^[A-Z]?[a-z]{2,}$/;
/** The name of an action, an error or a parameter. */
const NAME = /^(?=.{9})(?:[A-Z]{0,4}[a-z]{2,})(?:[A-Z][a-z]{2,})*[A-Z]{0,3}$/;
const HUMP = /[A-Z]*[a-z]+/g;

/** No word, and no name of an API. */
const isOdd = (word: string): boolean => word.length <= 2 || !((PLAIN.test(word) && isWord(word)) || isName(word));

/** Random letters seldom have a vowel in every five, and hardly ever twice in a row. */
const isWord = (letters: string): boolean => (letters.match(/[aeiouy]/gi)?.length ?? 0) >= letters.length / 5;

/** Humps of a name are words, but for one abbreviation; where letters are mixed by chance they are short. */
function isName(word: string): boolean {
  if (!NAME.test(word)) return false;
  const humps = word.match(HUMP) ?? [];
  const strange = humps.filter((hump) => !isWord(hump));
  return (
    word.length >= 4 * humps.length &&
    strange.length <= 1 &&
    strange.every((hump) => hump.length <= 4) &&
    humps.length > strange.length
  );
}
