import { CertprovError, EXIT } from '../../errors.ts';
import { FIXED_STRING_TYPES, SHORT_NAMES } from './attribute-types.ts';
import type { NameAttribute } from './distinguished-name.ts';
import { escapeInvisible } from '../escape-text.ts';

/**
 * A name that an operator wrote, such as `CN=Acme Device CA,O=Acme`, for `encodeName`: RFC 4514, so the last RDN of the
 * encoding comes first. Types have to be known ones, and values what RFC 5280 (appendix A.1) lets them be. Spaces around
 * `,`, `+` and `=` mean nothing; of RFC 4514, values in hex (`#…`) are left out.
 */
export function parseName(text: string): readonly (readonly NameAttribute[])[] {
  if (text.trim() === '') throw refuse('it is empty');
  if (/\p{Cs}/u.test(text)) throw refuse('it has half a character (a lone surrogate)');
  if (text.startsWith('/')) throw refuse('it is written with slashes', text);
  const rdns = split(text, ',').map((rdn) => split(rdn, '+').map(parseAttribute));
  const twice = rdns.find((rdn) => new Set(rdn.map(({ type }) => type)).size < rdn.length);
  if (twice) throw refuse(`${twice[0]?.type} is twice on two sides of a +`);
  return rdns.toReversed();
}

/** At every separator that has no backslash before it. */
function split(text: string, separator: ',' | '+'): string[] {
  const parts = [''];
  for (const [piece] of text.matchAll(/\\[^]|[^]/gu)) {
    if (piece === separator) parts.push('');
    else parts[parts.length - 1] += piece;
  }
  return parts;
}

const TYPES = new Map(Object.entries(SHORT_NAMES).map(([oid, name]) => [name.toLowerCase(), { oid, name }]));

function parseAttribute(part: string): NameAttribute {
  const at = part.indexOf('=');
  if (part.trim() === '') throw refuse('a part of it is empty: there is a , or + too many');
  if (at < 0) throw refuse(`${quote(part.trim())} has no =`);
  const type = part.slice(0, at).trim();
  const known = TYPES.get(type.toLowerCase());
  if (!known) {
    throw refuse(`${quote(type)} is no attribute that certprov knows: CN, O, OU, C, ST, L and serialNumber are common`);
  }
  const value = unescape(known.name, part.slice(at + 1));
  checkValue(known.oid, known.name, value);
  return { type: known.name, value };
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** RFC 4514 §2.4: a backslash before a special character, or before the two hex digits of an octet of UTF-8. */
function unescape(type: string, written: string): string {
  const pieces = [...written.matchAll(/\\[\dA-Fa-f]{2}|\\[^]|[^]/gu)].map(([piece]) => piece);
  // A space at an end counts when it has a backslash before it.
  while (pieces[0] === ' ') pieces.shift();
  while (pieces.at(-1) === ' ') pieces.pop();
  if (pieces[0] === '#') throw refuse(`${type} begins with #, which is written \\#`);
  const octets = pieces.map((piece) => {
    if (/^\\[\dA-Fa-f]{2}$/.test(piece)) return Buffer.from(piece.slice(1), 'hex');
    if (/^\\[ "#+,;<=>\\]$/.test(piece)) return Buffer.from(piece.slice(1));
    if (piece === '\\') throw refuse(`${type} ends with a backslash, which is written \\\\`);
    if (piece.startsWith('\\')) {
      throw refuse(`${type} has a backslash before ${quote(piece.slice(1))}, where none is needed`);
    }
    if (/["+,;<>]/.test(piece)) throw refuse(`${type} has a ${piece}, which is written \\${piece} in a value`);
    return Buffer.from(piece);
  });
  try {
    return utf8.decode(Buffer.concat(octets));
  } catch {
    throw refuse(`${type} has octets (\\HH) that are not UTF-8`);
  }
}

/** RFC 5280 appendix A.1, in characters. */
const LONGEST: Readonly<Record<string, number>> = { L: 128, ST: 128, emailAddress: 255, DC: 63, street: 128 };
const ALPHABETS = {
  PrintableString: [/^[A-Za-z\d '()+,\-./:=?]*$/, "letters A to Z, digits, space and '()+,-./:=?"],
  IA5String: [/^[\x20-\x7e]*$/, 'ASCII'],
} as const;

function checkValue(oid: string, type: string, value: string): void {
  const fixed = FIXED_STRING_TYPES[oid];
  const longest = LONGEST[type] ?? 64;
  if (value === '') throw refuse(`${type} has no value`);
  if (escapeInvisible(value) !== value) {
    throw refuse(`${type} has a character that cannot be seen: ${quote(escapeInvisible(value))}`);
  }
  if (type === 'C' && !/^[A-Z]{2}$/.test(value)) {
    throw refuse(`C is ${quote(value)}, and a country is two capital letters (ISO 3166), such as DE`);
  }
  if (fixed && !ALPHABETS[fixed][0].test(value)) {
    throw refuse(`${type} is ${quote(value)}, and may only hold ${ALPHABETS[fixed][1]}`);
  }
  if (Array.from(value).length > longest) {
    throw refuse(`${type} has ${Array.from(value).length} characters, and may have ${longest}`);
  }
}

const quote = (text: string): string => `"${escapeInvisible(text.length > 60 ? `${text.slice(0, 60)}…` : text)}"`;

/** `/O=Acme/CN=Acme CA`, as `openssl req -subj` takes it, is in the order of the encoding. */
const fromSlashes = (text: string): string =>
  text
    .split('/')
    .slice(1)
    .map((part) => part.replace(/[,+]/g, '\\$&'))
    .toReversed()
    .join(',');

const refuse = (why: string, slashes?: string): CertprovError =>
  new CertprovError('NAME_MALFORMED', `the name cannot be read: ${why}`, {
    fix: `write it as ${slashes === undefined ? "'CN=Acme Device CA,O=Acme'" : `'${escapeInvisible(fromSlashes(slashes))}'`}; a comma within a value is \\,`,
    exitCode: EXIT.usage,
  });
