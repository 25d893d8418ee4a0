import { tableAsMarkdown } from './matrix-tables.mjs';

const startOf = (name) => `<!-- matrix: ${name} -->`;
const END = '<!-- end of matrix -->';

/** The page with these tables renewed, each between its marks; a table without marks has to be given its place first. */
export function withTables(page, tables, summary) {
  return [...tables].reduce((text, [name, table]) => {
    const { before, after } = partsAround(text, name);
    return `${before}\n\n${summary}\n\n${tableAsMarkdown(table)}\n\n${after}`;
  }, page);
}

function partsAround(page, name) {
  const start = page.indexOf(startOf(name));
  const end = page.indexOf(END, start);
  if (start === -1 || end === -1) throw new Error(`docs/fault-matrix.md has no place for "${name}"`);
  return {
    before: page.slice(0, start + startOf(name).length),
    table: page.slice(start, end),
    after: page.slice(end),
  };
}

/** Tables, rows and columns that the page does not have. */
export function missingOnPage(tables, page) {
  return [...tables].flatMap(([name, { columns, rows }]) => {
    if (!page.includes(startOf(name))) return [`no table "${name}"`];
    const [head = [], ...lines] = partsAround(page, name)
      .table.split('\n')
      .filter((line) => line.startsWith('| '))
      .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|')));
    const there = new Set(lines.map(([, row]) => row));
    return [
      ...[...columns].filter((column) => !head.includes(column)).map((column) => `${name}: no column "${column}"`),
      ...[...rows.keys()].filter((row) => !there.has(row)).map((row) => `${name}: no row "${row}"`),
    ];
  });
}
