import type { StringType } from './character-string.ts';

/** For OpenSSL or for Go. What software puts into a PrintableString beyond X.680 is another matter: `*`, `@`, `_`. */
const READABLE: Partial<Record<StringType, (content: Buffer) => boolean>> = {
  PrintableString: (content) => content.every((octet) => octet >= 0x20 && octet < 0x7f),
  IA5String: (content) => content.every((octet) => octet < 0x80),
  NumericString: (content) => /^[0-9 ]*$/.test(content.toString('latin1')),
  BMPString: (content) => hasCharacters(content, 2),
  UniversalString: (content) => hasCharacters(content, 4),
};

/** Why the octets are no string of that type. */
export const characterFault = (type: StringType, content: Buffer): string | undefined =>
  (READABLE[type]?.(content) ?? true) ? undefined : `is a string of type ${type} with characters that it cannot hold`;

/** Surrogates are of UTF-16: neither BMPString (UCS-2) nor UniversalString (UCS-4) has them. */
function hasCharacters(content: Buffer, size: 2 | 4): boolean {
  for (let at = 0; at + size <= content.length; at += size) {
    const point = content.readUIntBE(at, size);
    const isNoCharacter = (point >= 0xfdd0 && point <= 0xfdef) || (point & 0xfffe) === 0xfffe;
    if ((point >= 0xd800 && point <= 0xdfff) || (isNoCharacter && size === 2)) return false;
  }
  return true;
}
