/**
 * Styles are written into a text as Unicode noncharacters and become colours only on the way out, so that a layout
 * needs no terminal and no escape sequence from outside can pass for one of ours. Noncharacters are set aside for
 * such use inside a program.
 * @see https://www.unicode.org/faq/private_use.html#noncharacters
 */
const STARTS = {
  '\uFDD0': 'bold',
  '\uFDD1': 'dim',
  '\uFDD2': 'red',
  '\uFDD3': 'green',
  '\uFDD4': 'yellow',
  '\uFDD5': 'cyan',
} as const;

export type StyleName = (typeof STARTS)[keyof typeof STARTS];

export const STYLE_END = '\uFDDF';
export const STYLE_STARTS: ReadonlyMap<string, StyleName> = new Map(Object.entries(STARTS));
export const STYLE_MARKERS = [...STYLE_STARTS.keys(), STYLE_END].join('');

const styled = (start: keyof typeof STARTS) => (text: string) => `${start}${text}${STYLE_END}`;

export const bold = styled('\uFDD0');
export const dim = styled('\uFDD1');
export const red = styled('\uFDD2');
export const green = styled('\uFDD3');
export const yellow = styled('\uFDD4');
export const cyan = styled('\uFDD5');
