import { padEnd, wrap } from './text-layout.ts';
import { textWidth } from './text-width.ts';

type Row = readonly string[];

const widthsOf = (rows: readonly Row[]): number[] =>
  Array.from({ length: Math.max(0, ...rows.map((row) => row.length)) }, (_, column) =>
    Math.max(0, ...rows.map((row) => textWidth(row[column] ?? ''))),
  );

/** Rows as lines with every column as wide as its widest cell; the last one is not filled up. */
export function columnsOf(rows: readonly Row[], gap: number = 2): string[] {
  const widths = widthsOf(rows);
  return rows.map((row) =>
    row
      .map((cell, column) => (column === widths.length - 1 ? cell : padEnd(cell, widths[column] ?? 0)))
      .join(' '.repeat(gap))
      .trimEnd(),
  );
}

interface TableOptions {
  readonly columns: number;
  readonly indent?: string;
  readonly gap?: number;
}

/** As `columnsOf`; what does not fit goes on below the last column, or below the row when the terminal is narrow. */
export function table(rows: readonly Row[], { columns, indent = '', gap = 2 }: TableOptions): string {
  const widths = widthsOf(rows);
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + gap, textWidth(indent));
  const hasRoom = columns - before >= Math.min(24, widths.at(-1) ?? 0);
  const hanging = ' '.repeat(hasRoom ? before : textWidth(indent) + 2);
  return columnsOf(rows, gap)
    .flatMap((line) => wrap(indent + line, columns, { indent: hanging }))
    .join('\n');
}
