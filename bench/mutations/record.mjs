import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../paths.mjs';

/** One line per file that was tried; of several about one file the last counts. */
const RECORD = join(root, 'bench', 'mutations', 'record.jsonl');
/** Why a mutant may live: `file`, `was`, `becomes` as the record has them, and `why`. */
const REASONS = join(root, 'bench', 'mutations', 'reasons.json');

const hashOf = (file) =>
  createHash('sha256')
    .update(readFileSync(join(root, file)))
    .digest('hex')
    .slice(0, 16);

/** By file, without those that are no more. */
export function readRecord() {
  const lines = existsSync(RECORD) ? readFileSync(RECORD, 'utf8').split('\n') : [];
  // The last line is empty, or was cut off with the run.
  const results = lines.slice(0, -1).map((line) => JSON.parse(line));
  return new Map(results.filter(({ file }) => existsSync(join(root, file))).map((result) => [result.file, result]));
}

export function appendToRecord(file, result, seconds) {
  const date = new Date().toISOString().slice(0, 10);
  const line = { file, source: hashOf(file), date, node: process.versions.node, seconds, ...result };
  appendFileSync(RECORD, `${JSON.stringify(line)}\n`);
}

/** Whether the source is still the one that was tried. */
export const isOfNow = ({ file, source }) => source === hashOf(file);

export function reasonsFor(record) {
  const reasons = JSON.parse(readFileSync(REASONS, 'utf8'));
  const isAbout = (reason, file, { was, becomes }) =>
    reason.file === file && reason.was === was && reason.becomes === becomes;
  return {
    reasonOf: (file, mutant) => reasons.find((reason) => isAbout(reason, file, mutant))?.why,
    /** About what was tried and is killed by now. */
    idle: reasons.filter((reason) => {
      const tried = record.get(reason.file);
      return tried !== undefined && !tried.left.some((mutant) => isAbout(reason, reason.file, mutant));
    }),
  };
}
