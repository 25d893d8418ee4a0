import type { Json } from './output.ts';

/** What JSON.stringify leaves as it is and a terminal or a reader of the file would act on or not see. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]/gu;

const escapeUnits = (character: string): string =>
  Array.from(
    { length: character.length },
    (_, unit) => `\\u${character.charCodeAt(unit).toString(16).padStart(4, '0')}`,
  ).join('');

/** One JSON document as bytes for stdout; every character that is not visible is escaped, and reads back as it was. */
export const jsonDocument = (document: { readonly [key: string]: Json | undefined }): string =>
  `${JSON.stringify(document, undefined, 2).replace(UNSAFE, (character) => (character === '\n' ? character : escapeUnits(character)))}\n`;
