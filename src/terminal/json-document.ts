import type { Json } from './output.ts';
import { textWidth } from './text-width.ts';

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

const LONG_MEMBER = /^( *)("(?:[^"\\]|\\.)*":) (".*)$/;

/** JSON to be read and copied: a text that does not fit beside its name stands on the line below it. */
export const jsonText = (value: object, columns: number, indent: string = ''): string =>
  JSON.stringify(value, null, 2)
    .split('\n')
    .map((line) => fit(indent + line, columns))
    .join('\n');

function fit(line: string, columns: number): string {
  const [, space = '', name, text] = (textWidth(line) > columns && LONG_MEMBER.exec(line)) || [];
  return name === undefined ? line : `${space}${name}\n${space}  ${text}`;
}
