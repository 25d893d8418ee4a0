/** RFC 4180, as far as a manifest needs it: a header line, quoted fields with doubled quotes, line breaks in them. */
export function readCsvRows(text: string): Record<string, string>[] {
  const records = [...text.matchAll(/(?:^|\n)((?:"(?:[^"]|"")*"|[^"\n])*)(?=\n|$)/g)].map(([, record = '']) =>
    [...`${record.replace(/\r$/, '')},`.matchAll(/("(?:[^"]|"")*"|[^,"]*),/g)].map(([, field = '']) =>
      field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
    ),
  );
  const [header = [], ...rows] = records.filter((record) => record.length > 1);
  return rows.map((row) => Object.fromEntries(header.map((name, index) => [name, row[index] ?? ''])));
}
