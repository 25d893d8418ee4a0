import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { writePage } from './rules-off/page.mjs';
import { promises } from './rules-off/promises.mjs';
import { assertFound, copyProject, seenBy } from './rules-off/turn-off.mjs';

/**
 * `rules-off [word]... [--record=FILE] [--write]`: breaks each promise by its smallest edit, in a copy of the project,
 * and tells whether the test that is named for it fails.
 */
export async function turnRulesOff(words) {
  const isWritten = process.argv.includes('--write');
  if (isWritten && words.length > 0) throw new Error('the page is about every promise: --write goes without words');
  const record = process.argv.find((word) => word.startsWith('--record='))?.slice('--record='.length);
  assertFound(promises);
  copyProject();
  const known = recorded(record);
  const results = [];
  for (const rule of promises.filter(isNamedBy(words))) {
    const key = JSON.stringify(rule);
    const seen = known.get(key) ?? (await seenBy(rule));
    console.log(`${seen ? 'caught    ' : 'NOT CAUGHT'}  ${rule.promise}\n            ${seen ?? rule.test}`);
    if (record !== undefined && seen && !known.has(key)) appendFileSync(record, `${JSON.stringify({ key, seen })}\n`);
    results.push({ ...rule, seen });
  }
  if (isWritten) await writePage(results, record !== undefined);
  else console.log('docs/rules-off.md is written with --write');
  console.log('');
  const unseen = results.filter(({ seen }) => seen === undefined).length;
  const note = `of ${results.length}`;
  return [{ what: 'promises whose breaking no test sees', value: unseen, unit: 'cases', budget: 0, note }];
}

const isNamedBy = (words) => (rule) =>
  words.every((word) => [rule.promise, rule.file, rule.test].join('\n').includes(word));

/** What was caught already, by the whole line of the table. */
function recorded(file) {
  const lines = file !== undefined && existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
  return new Map(lines.map((line) => JSON.parse(line)).map(({ key, seen }) => [key, seen]));
}
