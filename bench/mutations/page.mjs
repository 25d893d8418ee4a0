import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { root } from '../paths.mjs';
import { AREAS, filesOf } from './areas.mjs';
import { isOfNow, reasonsFor } from './record.mjs';
import { readSample, sampleOf } from './sample-record.mjs';
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
  const { reasonOf } = reasonsFor(record);
  const lines = readSample();
  const samples = AREAS.flatMap(({ name }) => {
    const found = sampleOf(name, lines);
    if (found === undefined) return [];
    return [[name, { ...found, left: found.left.map((line) => ({ ...line, why: reasonOf(line.file, line) })) }]];
  });
  const text = await prettier.format(pageOf(sums, samples), {
    parser: 'markdown',
    printWidth: 120,
    proseWrap: 'always',
  });
  writeFileSync(join(root, 'docs', 'mutations.md'), text);
}

const spanOf = (dates) => (dates[0] === dates.at(-1) ? (dates[0] ?? '') : `${dates[0]} to ${dates.at(-1)}`);

const pageOf = (
  sums,
  samples,
) => `<!-- Made by \`npm run bench -- mutations --write\`; edit bench/mutations/page.mjs instead. -->
# What a test would notice

[Stryker](https://stryker-mutator.io) ${STRYKER} changes the code in one place, \`<\` to \`<=\`, a condition to \`true\`, a text to an empty one, and runs the tests again: a change that none of them notices lives, and shows a line that no test needs. That is done where it is decided whether a fleet is switched, and ninety of a hundred is the aim.

    npm run bench -- mutations                       what was not tried yet, smallest files first
    npm run bench -- mutations --minutes=30          no new file after half an hour; the next run goes on there
    npm run bench -- mutations rollback src/csr/der  an area, a folder, a file: again, also if it was tried
    npm run bench -- mutations --sample=100 --seed=1 so many of each area at random; goes on where it was ended
    npm run bench -- mutations --sample=100 --again  once more those of them that lived
    npm run bench -- mutations --write               and this page from all that is recorded (--minutes=0: it alone)

It takes two seconds of a processor per change and more, so hours for everything, and belongs to no check. \`--concurrency=2\` keeps two cores busy. Stryker is no dependency: its first run installs it below \`.cache/\`. Results are appended to \`bench/mutations/record.jsonl\`, those of samples to \`sample.jsonl\` beside it; why a change may live is written into \`bench/mutations/reasons.json\`.

## Samples

Of each area so many changes were drawn at random, each with the same chance, whatever its file. "Killed" is what the tests noticed when it was drawn, and the interval says, 19 times of 20, what share they would notice of all changes of the area (Wilson's). "By now" counts the tests that were written since for what lived: it is no estimate of the area any more. Some of what lives cannot be noticed at all and is listed with its reason.

${table(
  [
    'area',
    'changes in all',
    'drawn',
    'killed',
    'not covered',
    'killed, %',
    'of all, %',
    'killed by now',
    'seed',
    'when',
  ],
  samples.map(([name, found]) => [
    name,
    found.all,
    found.drawn,
    found.killed,
    found.notCovered,
    ((100 * found.killed) / found.drawn).toFixed(1),
    found.interval.map((share) => (100 * share).toFixed(1)).join(' to '),
    found.killedNow,
    found.seed,
    spanOf(found.dates),
  ]),
)}

The aim is a hundred of each area; where fewer are named, the rest was not tried yet. The tests that judge a sample are those in the area's folder; for actions, switch and rollback also tests of whole programs (\`programs\` in \`bench/mutations/areas.mjs\`), which run a program that was built with the changes in it. What no such test comes by lives without a run: "not covered".

${samples
  .map(([name, found]) => livingOf(name, found))
  .filter(Boolean)
  .join('\n\n')}

## Whole files

Every change of a file was tried. Here only tests of the same folder count, and only what they load into their own process. Tests of whole programs (\`test/e2e\`, \`test/faults\`) run the program in another one and kill nothing here, though they prove most about the switch and the rollback: "not covered" means by tests of this kind.

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

${sums
  .map(([name, sum]) => livingOf(`${name}, whole files`, sum))
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
