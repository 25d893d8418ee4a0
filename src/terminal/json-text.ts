import { textWidth } from './text-width.ts';

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
