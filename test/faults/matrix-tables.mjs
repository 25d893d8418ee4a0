/**
 * Tables out of the records of `matrix.ts`: rows and columns in the order in which they came, cells with what was
 * proved and how often.
 */
export function gatherTables(records) {
  const tables = new Map();
  for (const { table, row, column, what, state, text } of records) {
    const rows = entry(tables, table, () => ({ columns: new Set(), rows: new Map() }));
    rows.columns.add(column);
    const cell = entry(
      entry(rows.rows, row, () => new Map()),
      column,
      () => ({ cases: new Map(), empty: undefined }),
    );
    if (state === 'pointless') cell.empty = text;
    // A test file that is collected twice declares twice; what was proved stays proved.
    else if (state === 'proved' || cell.cases.get(what)?.state !== 'proved') cell.cases.set(what, { state, text });
  }
  return tables;
}

function entry(map, key, make) {
  if (!map.has(key)) map.set(key, make());
  return map.get(key);
}

const cellsOf = (tables) =>
  [...tables.values()].flatMap(({ rows }) => [...rows.values()].flatMap((cells) => [...cells.values()]));

export function totals(tables) {
  const states = cellsOf(tables).flatMap(({ cases }) => [...cases.values()].map(({ state }) => state));
  const count = (wanted) => states.filter((state) => state === wanted).length;
  return { proved: count('proved'), broken: count('declared'), left: count('left') };
}

/** The tests that ran and did not come to their end, by name. */
export const unproved = (tables) =>
  [...tables.values()].flatMap(({ rows }) =>
    [...rows].flatMap(([row, cells]) =>
      [...cells].flatMap(([column, { cases }]) =>
        [...cases].filter(([, { state }]) => state === 'declared').map(([what]) => `${row} · ${column} · ${what}`),
      ),
    ),
  );

/** Every row has every column of its table, be it to say why there is nothing to prove; and nothing is unproved. */
export const isComplete = (tables) =>
  tables.size > 0 &&
  totals(tables).broken === 0 &&
  [...tables.values()].every(({ columns, rows }) => [...rows.values()].every((cells) => cells.size === columns.size));

function textOf(cell) {
  if (cell === undefined) return 'MISSING';
  const counts = new Map();
  for (const { state, text } of cell.cases.values()) {
    const words = state === 'proved' ? text : state === 'left' ? 'in the full form' : 'NOT PROVED';
    counts.set(words, (counts.get(words) ?? 0) + 1);
  }
  const parts = [...counts].map(([words, count]) => (count === 1 ? words : `${count} × ${words}`));
  return parts.length > 0 ? parts.join(', ') : (cell.empty ?? '-');
}

function textsOf({ columns, rows }) {
  return [...rows].map(([row, cells]) => [row, ...[...columns].map((column) => textOf(cells.get(column)))]);
}

export function showTables(tables) {
  return [...tables].map(([name, table]) => `${name}\n${aligned(['', ...table.columns], textsOf(table))}\n`).join('\n');
}

function aligned(head, lines) {
  const widths = head.map((_, i) => Math.max(...[head, ...lines].map((line) => line[i].length)));
  return [head, ...lines]
    .map((line) => `  ${line.map((text, i) => text.padEnd(widths[i])).join('  ')}`.trimEnd())
    .join('\n');
}

/** One table by itself. */
export function tableAsMarkdown(table) {
  const line = (cells) => `| ${cells.map((text) => text.replaceAll('|', '\\|')).join(' | ')} |`;
  const head = ['', ...table.columns];
  return [line(head), line(head.map(() => '---')), ...textsOf(table).map(line)].join('\n');
}
