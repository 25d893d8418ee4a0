import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../paths.mjs';
import { AREAS, filesOf } from './areas.mjs';
import { isOfNow, reasonsFor } from './record.mjs';
import { STRYKER } from './stryker.mjs';

/** What the record has of an area; a mutant that nothing needs killed is one that lives for a reason. */
export function sumOf(area, record) {
  const files = filesOf(area);
  const tried = files.filter((file) => record.has(file)).map((file) => record.get(file));
  const { reasonOf } = reasonsFor(record);
  const left = tried.flatMap(({ file, left: mutants }) =>
    mutants.map((mutant) => ({ ...mutant, file, why: reasonOf(file, mutant) })),
  );
  const sum = (member) => tried.reduce((total, result) => total + result[member], 0);
  const [mutants, killed] = [sum('mutants'), sum('killed')];
  return {
    files: files.length,
    tried: tried.length,
    stale: tried.filter((result) => !isOfNow(result)).length,
    dates: tried.map(({ date }) => date).toSorted(),
    mutants,
    killed,
    survived: left.filter(({ isCovered }) => isCovered).length,
    notCovered: left.filter(({ isCovered }) => !isCovered).length,
    percent: mutants === 0 ? undefined : (100 * killed) / mutants,
    left,
  };
}

const code = (text) => (text === '' ? '(nothing)' : `\`${text.replaceAll('`', 'ˋ').replaceAll('|', '\\|')}\``);
const table = (head, rows) =>
  [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

export async function writePage(record) {
  const sums = AREAS.map((area) => [area.name, sumOf(area, record)]);
  const text = await prettier.format(pageOf(sums), { parser: 'markdown', printWidth: 120, proseWrap: 'always' });
  writeFileSync(join(root, 'docs', 'mutations.md'), text);
}

const spanOf = (dates) => (dates[0] === dates.at(-1) ? (dates[0] ?? '') : `${dates[0]} to ${dates.at(-1)}`);

const pageOf = (
  sums,
) => `<!-- Made by \`npm run bench -- mutations --write\`; edit bench/mutations/page.mjs instead. -->
# What a test would notice

[Stryker](https://stryker-mutator.io) ${STRYKER} changes the code in one place, \`<\` to \`<=\`, a condition to \`true\`, a text to an empty one, and runs the tests again: a change that none of them notices lives, and shows a line that no test needs. That is done where it is decided whether a fleet is switched, and ninety of a hundred is the aim.

    npm run bench -- mutations                       what was not tried yet, smallest files first
    npm run bench -- mutations --minutes=30          no new file after half an hour; the next run goes on there
    npm run bench -- mutations rollback src/csr/der  an area, a folder, a file: again, also if it was tried
    npm run bench -- mutations --write               and this page from all that is recorded (--minutes=0: it alone)

It takes two seconds of a processor per change and more, so hours for everything, and belongs to no check. \`--concurrency=2\` keeps two cores busy. Stryker is no dependency: its first run installs it below \`.cache/\`. Results are appended to \`bench/mutations/record.jsonl\`; why a change may live is written into \`bench/mutations/reasons.json\`.

Only tests of the same folder count, and only what they load into their own process. Tests of whole programs (\`test/e2e\`, \`test/faults\`) run the program in another one and kill nothing here, though they prove most about the switch and the rollback: "not covered" means by tests of this kind.

${table(
  ['area', 'files tried', 'changes', 'killed', 'live', 'not covered', 'killed, %', 'when'],
  sums.map(([name, sum]) => [
    name,
    `${sum.tried} of ${sum.files}${sum.stale > 0 ? `, ${sum.stale} changed since` : ''}`,
    sum.mutants,
    sum.killed,
    sum.survived,
    sum.notCovered,
    sum.percent?.toFixed(1) ?? '-',
    spanOf(sum.dates),
  ]),
)}

## What lives

${sums
  .map(([name, sum]) => livingOf(name, sum))
  .filter(Boolean)
  .join('\n\n')}
`;

function livingOf(name, { left }) {
  if (left.length === 0) return '';
  const lines = left.map(
    ({ file, line, was, becomes, isCovered, why }) =>
      `- \`${file}:${line}\` ${code(was)} → ${code(becomes)}${isCovered ? '' : ', not covered'}: ${why ?? '**no reason yet**'}`,
  );
  return `### ${name}\n\n${lines.join('\n')}`;
}
