import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';
import { judgesOf } from './areas.mjs';
import { makeCopy } from './copy.mjs';
import { draw } from './draw.mjs';
import { coverageOf, judge } from './judge.mjs';
import { readSample, SAMPLE_RECORD } from './sample-record.mjs';
import { CACHE, installStryker, mutateDrawn } from './stryker.mjs';

const PREPARED = join(CACHE, 'sample', 'prepared.json');

const sha256 = (...texts) => createHash('sha256').update(texts.join('\n')).digest('hex').slice(0, 16);
const textOf = (file) => readFileSync(join(root, file), 'utf8');

/**
 * Draws of each area and lets its tests judge what was drawn and is not in the record yet; with `again`, what lived the
 * last time. No new change after `ends`: the next run goes on there.
 */
export async function trySample(areas, { sample, seed, again, concurrency, ends }) {
  await installStryker();
  const record = readSample();
  const draws = await Promise.all(areas.map(async (area) => ({ area, ...(await draw(area, sample, seed)) })));
  // One of each area in turn: wherever a run ends, what it tried is a sample of each.
  const wanted = draws
    .flatMap(({ area, all, drawn }) => drawn.map((mutant, turn) => ({ turn, area, all, ...mutant })))
    .toSorted((a, b) => a.turn - b.turn);
  const last = new Map(record.filter((line) => line.seed === seed).map((line) => [nameOf(line), line]));
  const todo = wanted.filter((mutant) => {
    const known = last.get(nameOf({ ...mutant, area: mutant.area.name }));
    return again ? known !== undefined && known.killedBy === undefined : known === undefined;
  });
  if (todo.length === 0) return 0;

  const isAlone = ({ area }) => area.programs === undefined;
  const left = await tryAlone(todo.filter(isAlone), { seed, concurrency, ends });
  const others = todo.filter((mutant) => !isAlone(mutant));
  return left + (others.length === 0 ? 0 : await tryWithPrograms(others, { draws, seed, ends }));
}

/** As many at a time: what a run of Stryker begins with takes as long as a dozen changes. */
const AT_A_TIME = 25;

/** Where tests in one process are all that judge, Stryker's own runner does it, test by test. */
async function tryAlone(todo, { seed, concurrency, ends }) {
  let left = todo;
  while (left.length > 0 && performance.now() < ends) {
    const [{ area }] = left;
    const part = left.filter((mutant) => mutant.area === area).slice(0, AT_A_TIME);
    const verdicts = new Map((await mutateDrawn(part, area, { concurrency })).map((one) => [one.key, one]));
    for (const mutant of part) {
      const verdict = verdicts.get(mutant.key);
      if (verdict === undefined) throw new Error(`Stryker says nothing of ${mutant.key}`);
      note(seed, mutant, verdict);
    }
    left = left.filter((mutant) => !part.includes(mutant));
    // Another area next.
    left = [...left.filter((mutant) => mutant.area !== area), ...left.filter((mutant) => mutant.area === area)];
  }
  return left.length;
}

async function tryWithPrograms(todo, { draws, seed, ends }) {
  const judged = draws.filter(({ area }) => area.programs !== undefined);
  const prepared = await prepare(judged.flatMap(({ drawn }) => drawn));
  if (
    !(await coverage(
      prepared,
      judged.map(({ area }) => area),
      ends,
    ))
  )
    return todo.length;
  let done = 0;
  for (const mutant of todo) {
    if (performance.now() >= ends) break;
    const id = prepared.ids[mutant.key];
    const covering = judgesOf(mutant.area)
      .map((file) => ({ file, ...prepared.coverage[file] }))
      .filter(({ met }) => met.includes(id))
      .toSorted((a, b) => a.seconds - b.seconds);
    note(seed, mutant, { isCovered: covering.length > 0, ...(await judgeInTurn(id, covering)) });
    done += 1;
  }
  return todo.length - done;
}

function note(seed, { area, all, key, file, line, was, becomes }, { isCovered, killedBy }) {
  const date = new Date().toISOString().slice(0, 10);
  const said = { seed, area: area.name, all, key, file, line, was, becomes, isCovered, killedBy, date };
  appendFileSync(SAMPLE_RECORD, `${JSON.stringify(said)}\n`);
  console.log(`${file}:${line}  ${was}  →  ${becomes}  ${killedBy ?? (isCovered ? 'LIVES' : 'LIVES, not covered')}`);
}

const nameOf = ({ area, key }) => `${area} ${key}`;

/** Tests in this process first: most changes end there. */
async function judgeInTurn(id, covering) {
  const isProgram = ({ file }) => file.startsWith('test/e2e/');
  let seconds = 0;
  for (const part of [covering.filter((test) => !isProgram(test)), covering.filter(isProgram)]) {
    if (part.length === 0) continue;
    const usualMs = part.reduce((sum, test) => sum + test.seconds * 1000, 0);
    const verdict = await judge(
      id,
      part.map(({ file }) => file),
      usualMs,
    );
    seconds = Math.round((seconds + verdict.seconds) * 10) / 10;
    if (verdict.killedBy !== undefined) return { ...verdict, seconds };
  }
  return { seconds };
}

/** The copy stays as long as what was drawn, and the sources and tests, stay. */
async function prepare(drawn) {
  const sources = [...new Set(drawn.map(({ file }) => file))];
  const state = sha256(...drawn.map(({ key }) => key), ...sources.map(textOf));
  const known = existsSync(PREPARED) ? JSON.parse(readFileSync(PREPARED, 'utf8')) : undefined;
  if (known?.state === state) return known;
  const ids = await makeCopy(drawn);
  const prepared = { state, ids: Object.fromEntries(drawn.map(({ key }) => [key, ids.get(key)])), coverage: {} };
  writeFileSync(PREPARED, JSON.stringify(prepared));
  return prepared;
}

async function coverage(prepared, areas, ends) {
  for (const file of new Set(areas.flatMap(judgesOf))) {
    if (prepared.coverage[file]) continue;
    if (performance.now() >= ends) return false;
    prepared.coverage[file] = await coverageOf(file);
    console.log(`${file}: comes by ${prepared.coverage[file].met.length}, ${prepared.coverage[file].seconds} s`);
    writeFileSync(PREPARED, JSON.stringify(prepared));
  }
  return true;
}
