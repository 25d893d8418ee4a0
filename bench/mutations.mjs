import { AREAS, chosenFiles } from './mutations/areas.mjs';
import { sumOf, writePage } from './mutations/page.mjs';
import { readSample, sampleOf } from './mutations/sample-record.mjs';
import { trySample } from './mutations/sample.mjs';
import { appendToRecord, isOfNow, readRecord, reasonsFor } from './mutations/record.mjs';
import { installStryker, mutate } from './mutations/stryker.mjs';

/** Of a hundred changes, at most as many may go unnoticed. */
const MAY_LIVE = 10;

/**
 * `mutations [area|folder|file]... [--minutes=n] [--concurrency=n] [--write]`: changes the code that decides, in one place
 * after the other, and counts which changes no test notices. Goes on where an earlier run was ended.
 */
export async function measureMutations(words) {
  const { minutes, concurrency, sample, seed } = options();
  if (sample !== undefined) return measureSample(words, { minutes, concurrency, sample, seed });
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
  await page(record);
  const sums = AREAS.map(({ name, ...area }) => ({ name, ...sumOf(area, record) }));
  return sums.filter(({ tried }) => tried > 0).map(figureOf);
}

const page = async (record) => {
  if (process.argv.includes('--write')) await writePage(record);
  else console.log('docs/mutations.md is written with --write');
  console.log('');
};

/** `mutations [area]... --sample=n [--seed=n] [--again]`: of each area so many changes at random, instead of all. */
async function measureSample(words, { minutes, concurrency, sample, seed }) {
  const unknown = words.filter((word) => !AREAS.some(({ name }) => name === word));
  if (unknown.length > 0) throw new Error(`a sample is drawn of an area, and ${unknown.join(', ')} is none`);
  const areas = AREAS.filter(({ name }) => words.length === 0 || words.includes(name));
  const ends = performance.now() + minutes * 60_000;
  const again = process.argv.includes('--again');
  const left = await trySample(areas, { sample, seed, again, concurrency, ends });
  if (left > 0) console.log(`${left} changes were left for another run`);
  await page(readRecord());
  const lines = readSample();
  return areas.flatMap(({ name }) => {
    const found = sampleOf(name, lines);
    return found === undefined ? [] : [sampleFigure(name, found)];
  });
}

function sampleFigure(name, { all, drawn, killed, notCovered, interval, killedNow }) {
  const [from, to] = interval.map((share) => (100 * (1 - share)).toFixed(1));
  return {
    what: `changes in ${name} that no test notices`,
    value: 100 - (100 * killed) / drawn,
    unit: '%',
    budget: MAY_LIVE,
    note: `a sample of ${drawn} of ${all} (${to} to ${from} % of all, 19 times of 20); ${notCovered} not covered; by now ${killedNow} are killed`,
  };
}

function options() {
  const numberOf = (name, otherwise) => {
    const word = process.argv.find((one) => one.startsWith(`--${name}=`));
    const value = word === undefined ? otherwise : Number(word.slice(name.length + 3));
    if (value !== undefined && !(value >= 0)) throw new Error(`${word}: a number is missing`);
    return value;
  };
  return {
    minutes: numberOf('minutes', Infinity),
    concurrency: Math.max(1, numberOf('concurrency', 1)),
    sample: numberOf('sample', undefined),
    seed: numberOf('seed', 1),
  };
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
