import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../paths.mjs';
import { filesOf } from './areas.mjs';
import { STRYKER_FOLDER } from './stryker.mjs';
import { keyOf, oneLine, textAt } from './texts.mjs';

const INSTRUMENTER = join(
  STRYKER_FOLDER,
  'node_modules',
  '@stryker-mutator',
  'instrumenter',
  'dist',
  'src',
  'index.js',
);
const SILENT = { debug() {}, info() {}, warn() {}, isDebugEnabled: () => false };
const OPTIONS = { plugins: null, excludedMutations: [], ignorers: [] };

/** Stryker's own maker of changes: with `mutate: true` every change of a file, with ranges those that lie within one. */
export async function instrument(files) {
  const { Instrumenter } = await import(pathToFileURL(INSTRUMENTER).href);
  const made = await new Instrumenter(SILENT).instrument(files, OPTIONS);
  return { ...made, mutants: made.mutants.filter(({ ignoreReason }) => ignoreReason === undefined) };
}

const sha256 = (text) => createHash('sha256').update(text).digest('hex');

/**
 * Of all changes of an area the first `sample` in an order that only the seed decides: each has the same chance, in a
 * large file and in a small one, and the same seed draws the same ones again.
 */
export async function draw(area, sample, seed) {
  const files = filesOf(area).map((name) => ({
    name,
    mutate: true,
    content: readFileSync(join(root, name), 'utf8'),
  }));
  const { mutants } = await instrument(files);
  const contents = new Map(files.map(({ name, content }) => [name, content]));
  const ordered = mutants
    .map((mutant) => ({ mutant, rank: sha256(`${seed}\n${keyOf(mutant)}`) }))
    .toSorted((a, b) => (a.rank < b.rank ? -1 : 1));
  const drawn = ordered.slice(0, sample).map(({ mutant }) => {
    // Stryker counts lines from 0 here.
    const { start, end } = mutant.location;
    const location = { start: onward(start), end: onward(end) };
    return {
      key: keyOf(mutant),
      file: mutant.fileName,
      range: mutant.location,
      line: location.start.line,
      was: oneLine(textAt(contents.get(mutant.fileName), location)),
      becomes: oneLine(mutant.replacement),
    };
  });
  return { all: mutants.length, drawn };
}

const onward = ({ line, column }) => ({ line: line + 1, column: column + 1 });
