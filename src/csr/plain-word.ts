/** Longer than any name of an exception. */
const LONGEST = 48;
/** Too short to tell anything, alone; whoever quotes counts how many of them stand together. */
const SHORT = 2;

/** Camel case, in humps: `Access`, `Denied`, `Exception`; `AWS`, `Iot`. */
const HUMPS = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+/g;
const HUMP = /^(?:[A-Z]{1,6}|[A-Z]?[a-z]+)$/;
const SHORTEST_HUMPS = 3;
/** Words of programs are mostly written small; base64 is so by half of its letters, by chance. */
const SMALL_SHARE = 0.4;

/** What is said of programs every day, and no rule of a language knows. */
const KNOWN: readonly string[] = [
  'IoT',
  'mTLS',
  'html',
  'http',
  'https',
  'json',
  'mqtt',
  'node',
  'nodejs',
  'openssl',
  'pkcs',
  'sqs',
  'tls',
  'uuid',
  'xhtml',
  'gzip',
  'webhook',
];

/**
 * Whether a run of letters and digits is a word of a language, a name in a program or a short number, and not a part
 * of something in base64, base32 or hexadecimal. Letters beyond ASCII are in none of these.
 */
export function isPlainWord(word: string): boolean {
  if (word.length <= SHORT || /^\d{3,5}$/.test(word)) return true;
  if (word.length > LONGEST) return false;
  const [, letters = '', digits = ''] = /^(\D+)(\d{0,4})$/.exec(word) ?? [];
  if (letters === '') return false;
  if (KNOWN.includes(letters) || KNOWN.includes(letters.toLowerCase())) return true;
  if (/[^A-Za-z]/.test(letters)) return /^\p{L}+$/u.test(letters) && digits === '';
  return (digits === '' || letters.length <= 9) && isWord(letters);
}

function isWord(letters: string): boolean {
  if (letters.length <= 3) return /^[A-Z]?[a-z]*$|^[A-Z]+$/.test(letters);
  if (/^[A-Z]+$/.test(letters)) return letters.length <= 20 && isSpeakable(letters);
  const humps = letters.match(HUMPS) ?? [];
  const small = letters.replaceAll(/[A-Z]/g, '').length;
  return (
    letters.length >= humps.length * SHORTEST_HUMPS &&
    small >= letters.length * SMALL_SHARE &&
    humps.every((hump) => HUMP.test(hump) && isSpeakable(hump))
  );
}

/** Pairs that are in hardly any word of English, and every fifth among random letters; counted in handbooks and sources. */
const RARE_PAIR =
  /a[o]|b[fkqwxz]|c[bjxz]|d[hqz]|f[bghjkqvwxz]|g[bjkqwx]|h[bfghjkpqvwxz]|i[hijwy]|j[b-df-hj-np-rtvwx-z]|k[bhjkmqvxz]|l[jqxz]|m[ghjqvxz]|nz|p[jqvxz]|q[a-tv-z]|r[jqxz]|s[xz]|t[jq]|u[hjkquvwz]|v[bcdghjklnqstuvwxyz]|w[bgjkmpquvxz]|x[bgjknqruvwz]|y[hjkquxy]|z[bcdfghj-np-tv-z]/i;

/** A word has a vowel, no six consonants on end, and no such pair. */
const isSpeakable = (letters: string): boolean =>
  letters.length < 3 ||
  (letters.length === 3 && /^[A-Z]+$/.test(letters)) ||
  (/[aeiouy]/i.test(letters) && !/[^aeiouy]{6,}/i.test(letters) && !RARE_PAIR.test(letters));
