import { padEnd, wrap } from './text-layout.ts';
import { textWidth } from './text-width.ts';

const WIDEST = 80;
const NARROWEST = 40;

/** One line, or two parts that stand at both ends of it when there is room. */
export type BannerLine = string | readonly [left: string, right: string];

/** A box that cannot be overlooked: 80 columns wide or as wide as the terminal; nothing in it is ever cut off. */
export function banner(lines: readonly BannerLine[], columns: number): string {
  const width = Math.min(WIDEST, Math.max(NARROWEST, columns));
  const inner = width - 4;
  const rule = '─'.repeat(width - 2);
  const body = lines.flatMap((line) => fit(line, inner)).map((line) => `│ ${padEnd(line, inner)} │`);
  return [`┌${rule}┐`, ...body, `└${rule}┘`].join('\n');
}

function fit(line: BannerLine, columns: number): string[] {
  if (typeof line === 'string') return wrap(line, columns, { indent: '  ', breakWords: true });
  const [left, right] = line;
  const space = columns - textWidth(left) - textWidth(right);
  return space >= 2 ? [left + ' '.repeat(space) + right] : [...fit(left, columns), ...fit(right, columns)];
}
