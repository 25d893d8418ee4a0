import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the bench is plain JavaScript
import * as areas from '../../bench/mutations/areas.mjs';
// @ts-expect-error -- the same
import * as samples from '../../bench/mutations/sample-record.mjs';
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
interface Line {
  readonly seed: number;
  readonly area: string;
  readonly all: number;
  readonly key: string;
  readonly isCovered: boolean;
  readonly killedBy?: string;
}
const { readSample, sampleOf, wilson } = samples as {
  readSample: () => readonly Line[];
  sampleOf: (area: string, lines: readonly Line[]) => object | undefined;
  wilson: (hits: number, drawn: number) => readonly [number, number];
};
const { judgesOf } = areas as { judgesOf: (area: Area) => readonly string[] };
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

describe('a sample', () => {
  it('is judged by test files that are there', () => {
    for (const area of AREAS) {
      expect(judgesOf(area), area.name).not.toEqual([]);
      for (const file of judgesOf(area)) expect(existsSync(join(packageRoot(), file)), file).toBe(true);
    }
  });

  it.each([
    [90, 100, 0.826, 0.945],
    [0, 10, 0, 0.278],
    [10, 10, 0.722, 1],
    [1, 1, 0.207, 1],
  ])('says of %d of %d between what shares all may lie', (hits, drawn, from, to) => {
    const [low, high] = wilson(hits, drawn);
    expect(low).toBeCloseTo(from, 3);
    expect(high).toBeCloseTo(to, 3);
  });

  const line = (key: string, change: Partial<Line> = {}): Line =>
    ({ seed: 2, area: 'csr', all: 50, isCovered: true, file: `${key}.ts`, line: 1, ...change, key }) as Line;
  const KILLED = { killedBy: 'a test' };

  it('counts the first verdict on a change, and for how it stands the last', () => {
    const lines = [line('a'), line('b', KILLED), line('c', { isCovered: false }), line('a', KILLED)];
    expect(sampleOf('csr', lines)).toMatchObject({
      all: 50,
      drawn: 3,
      killed: 1,
      notCovered: 1,
      killedNow: 2,
      left: [{ key: 'c' }],
    });
  });

  it('is the newest one of the area, and none where nothing was drawn', () => {
    const lines = [line('a', { seed: 1 }), line('b', { ...KILLED }), line('a', { area: 'checks' })];
    expect(sampleOf('csr', lines)).toMatchObject({ seed: 2, drawn: 1, killed: 1, left: [] });
    expect(sampleOf('trial', lines)).toBeUndefined();
  });

  it('has areas that are there in its record', () => {
    const names = new Set(AREAS.map(({ name }) => name));
    for (const { area, all, key } of readSample()) {
      expect(names).toContain(area);
      expect(all).toBeGreaterThan(0);
      expect(key.startsWith('src/')).toBe(true);
    }
  });
});
