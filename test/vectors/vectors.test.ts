import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VECTORS, readVectors } from './read-vectors.ts';

const cases = readVectors();

describe('test/vectors', () => {
  it('has an index of files that are there, each under a name of its own', () => {
    const files = cases.flatMap(({ file, csr, ca }) => [file, csr, ...(ca === undefined ? [] : [ca])]);
    expect(files.filter((file) => !existsSync(join(VECTORS, file)))).toEqual([]);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    const listed = new Set(files);
    expect(readdirSync(join(VECTORS, 'files')).filter((file) => !listed.has(`files/${file}`))).toEqual([]);
  });

  it('has no private key', () => {
    const texts = readdirSync(join(VECTORS, 'files')).map((file) =>
      readFileSync(join(VECTORS, 'files', file), 'latin1'),
    );
    expect(texts.filter((text) => /PRIVATE KEY/.test(text))).toEqual([]);
  });
});
