import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the bench is plain JavaScript
import * as areas from '../../bench/mutations/areas.mjs';
// @ts-expect-error -- the same
import * as record from '../../bench/mutations/record.mjs';
import { packageRoot } from '../../src/local/package-root.ts';

interface Area {
  readonly name: string;
  readonly sources: readonly string[];
  readonly tests: readonly string[];
}
interface Reason {
  readonly file: string;
  readonly why: string;
}

const { AREAS, chosenFiles, filesOf } = areas as {
  AREAS: readonly Area[];
  chosenFiles: (words: readonly string[]) => readonly { file: string; area: Area; size: number }[];
  filesOf: (area: Area) => readonly string[];
};
const { readRecord, reasonsFor } = record as {
  readRecord: () => ReadonlyMap<string, { mutants: number; killed: number; left: readonly unknown[] }>;
  reasonsFor: (tried: ReadonlyMap<string, unknown>) => { idle: readonly Reason[] };
};
const chosen = (...words: readonly string[]) => chosenFiles(words).map(({ file }) => file);

describe('what the bench changes on purpose', () => {
  it.each(AREAS.flatMap(({ name, sources }) => sources.map((start) => [name, start])))(
    'is there: %s has files below %s',
    (_name, start) => {
      expect(chosen().filter((file) => file.startsWith(start))).not.toEqual([]);
    },
  );

  it.each(AREAS)('is judged by tests that are there: $name', ({ tests }) => {
    for (const folder of tests) expect(existsSync(join(packageRoot(), folder.replace('/**', ''))), folder).toBe(true);
  });

  it('is everything without a word, the smallest file first', () => {
    const sizes = chosenFiles([]).map(({ size }) => size);
    expect(sizes).toHaveLength(AREAS.flatMap(filesOf).length);
    expect(sizes).toEqual(sizes.toSorted((a, b) => a - b));
  });

  it('is an area, a folder or a file, and once what is named twice', () => {
    expect(chosen('rollback').every((file) => file.startsWith('src/commands/rollback/'))).toBe(true);
    expect(chosen('src/csr/der').every((file) => file.startsWith('src/csr/der/'))).toBe(true);
    expect(chosen('src/csr/compare.ts', 'src/csr/compare.ts')).toEqual(['src/csr/compare.ts']);
  });

  it.each(['nobody', 'src/cli', 'src/csr/comp'])('is never nothing: %s', (word) => {
    expect(() => chosenFiles([word])).toThrow(`${word} is neither an area (csr, checks,`);
  });
});

describe('the record of it', () => {
  const tried = readRecord();

  it('has what became of each change', () => {
    for (const [file, { mutants, killed, left }] of tried) expect(killed + left.length, file).toBe(mutants);
  });

  it('has no reason for what does not live', () => {
    expect(reasonsFor(tried).idle).toEqual([]);
  });
});
