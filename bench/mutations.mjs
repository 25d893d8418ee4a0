import { AREAS, chosenFiles } from './mutations/areas.mjs';
import { sumOf, writePage } from './mutations/page.mjs';
import { appendToRecord, isOfNow, readRecord, reasonsFor } from './mutations/record.mjs';
import { installStryker, mutate } from './mutations/stryker.mjs';

/** Of a hundred changes, at most as many may go unnoticed. */
const MAY_LIVE = 10;

/**
 * `mutations [area|folder|file]... [--minutes=n] [--concurrency=n] [--write]`: changes the code that decides, in one place
 * after the other, and counts which changes no test notices. Goes on where an earlier run was ended.
 */
export async function measureMutations(words) {
  const { minutes, concurrency } = options();
  const before = readRecord();
  const chosen = chosenFiles(words);
  const isTried = (file) => before.has(file) && isOfNow(before.get(file));
  const wanted = words.length > 0 ? chosen : chosen.filter(({ file }) => !isTried(file));
  const ends = performance.now() + minutes * 60_000;

  let done = 0;
  for (const { file, area } of wanted) {
    if (performance.now() >= ends) break;
    if (done === 0) await installStryker();
    const started = performance.now();
    const result = await mutate(file, area, { concurrency });
    appendToRecord(file, result, Math.round((performance.now() - started) / 1000));
    done += 1;
    show(file, result);
  }
  if (done < wanted.length) console.log(`${wanted.length - done} files were left for another run`);

  const record = readRecord();
  for (const { file, was, becomes } of reasonsFor(record).idle)
    console.log(`reasons.json explains what does not live: ${file} ${was} → ${becomes}`);
  if (process.argv.includes('--write')) await writePage(record);
  else console.log('docs/mutations.md is written with --write');
  console.log('');
  const sums = AREAS.map(({ name, ...area }) => ({ name, ...sumOf(area, record) }));
  return sums.filter(({ tried }) => tried > 0).map(figureOf);
}

function options() {
  const numberOf = (name, otherwise) => {
    const word = process.argv.find((one) => one.startsWith(`--${name}=`));
    const value = word === undefined ? otherwise : Number(word.slice(name.length + 3));
    if (!(value >= 0)) throw new Error(`${word}: a number is missing`);
    return value;
  };
  return { minutes: numberOf('minutes', Infinity), concurrency: Math.max(1, numberOf('concurrency', 1)) };
}

function show(file, { mutants, killed, left }) {
  console.log(`${file}: ${mutants} changes, ${killed} killed`);
  for (const { line, was, becomes, isCovered } of left)
    console.log(`  ${file}:${line}  ${was}  →  ${becomes}${isCovered ? '' : '  (not covered)'}`);
}

function figureOf({ name, files, tried, mutants, killed, survived, notCovered, percent = 100, left }) {
  const unexplained = left.filter(({ why }) => why === undefined).length;
  return {
    what: `changes in ${name} that no test notices`,
    value: 100 - percent,
    unit: '%',
    budget: MAY_LIVE,
    note: `${tried} of ${files} files: ${mutants} changes, ${killed} killed, ${survived} live, ${notCovered} not covered, ${unexplained} without a reason`,
  };
}
