import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';

/**
 * A line per verdict on a change that was drawn. Of several on one change the first belongs to the sample, since tests
 * that were written for what lived are no longer one; the last tells how it stands.
 */
export const SAMPLE_RECORD = join(root, 'bench', 'mutations', 'sample.jsonl');

export function readSample() {
  const lines = existsSync(SAMPLE_RECORD) ? readFileSync(SAMPLE_RECORD, 'utf8').split('\n') : [];
  // The last line is empty, or was cut off with the run.
  return lines.slice(0, -1).map((line) => JSON.parse(line));
}

const Z_95 = 1.96;

/**
 * Of what share of all the drawn ones are a sample, 19 times of 20. Unlike the usual one it stays within 0 and 1.
 *
 * @see https://doi.org/10.1080/01621459.1927.10502953 Wilson 1927
 */
export function wilson(hits, drawn) {
  const share = hits / drawn;
  const z2 = Z_95 ** 2;
  const middle = (share + z2 / (2 * drawn)) / (1 + z2 / drawn);
  const reach = (Z_95 / (1 + z2 / drawn)) * Math.sqrt((share * (1 - share)) / drawn + z2 / (4 * drawn ** 2));
  return [Math.max(0, middle - reach), Math.min(1, middle + reach)];
}

/** What the sample with the newest seed says of an area; undefined where none was drawn. */
export function sampleOf(name, lines) {
  const ofArea = lines.filter(({ area }) => area === name);
  const seed = ofArea.at(-1)?.seed;
  const ofSeed = ofArea.filter((line) => line.seed === seed);
  if (ofSeed.length === 0) return undefined;
  const last = new Map(ofSeed.map((line) => [line.key, line]));
  const drawn = [...last.keys()].map((key) => ofSeed.find((line) => line.key === key));
  const killed = drawn.filter(({ killedBy }) => killedBy !== undefined).length;
  const left = [...last.values()].filter(({ killedBy }) => killedBy === undefined);
  return {
    seed,
    all: drawn[0].all,
    drawn: drawn.length,
    killed,
    notCovered: drawn.filter(({ isCovered }) => !isCovered).length,
    interval: wilson(killed, drawn.length),
    killedNow: drawn.length - left.length,
    left: left.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1)),
    dates: ofSeed.map(({ date }) => date).toSorted(),
  };
}
