import { sectionOf, withSection } from '../../scripts/marked-section.mjs';
import { tableAsMarkdown } from './matrix-tables.mjs';

/** The page with these tables renewed, each between its marks. */
export const withTables = (page, tables, summary) =>
  [...tables].reduce(
    (text, [name, table]) => withSection(text, 'matrix', name, `${summary}\n\n${tableAsMarkdown(table)}`),
    page,
  );

/** Tables, rows and columns that the page does not have. A row where nothing was tried says what this machine lacks. */
export function missingOnPage(tables, page) {
  return [...tables].flatMap(([name, { columns, rows }]) => {
    const section = sectionOf(page, 'matrix', name);
    if (section === undefined) return [`no table "${name}"`];
    const [head = [], ...lines] = section
      .split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
    const there = new Set(lines.map(([, row]) => row));
    return [
      ...[...columns].filter((column) => !head.includes(column)).map((column) => `${name}: no column "${column}"`),
      ...[...rows]
        .filter(([row, cells]) => !there.has(row) && [...cells.values()].some(({ cases }) => cases.size > 0))
        .map(([row]) => `${name}: no row "${row}"`),
    ];
  });
}
