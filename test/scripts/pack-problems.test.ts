import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { deadLinks, packProblems } from '../../scripts/pack-problems.mjs';
import { packageRoot } from '../../src/local/package-root.ts';

const AT_TOP = ['package.json', 'README.md', 'LICENSE', 'CHANGELOG.md', 'SECURITY.md'];

let packed: string[];
beforeAll(async () => {
  const folders = await Promise.all(
    ['bin', 'dist', 'docs'].map(async (top) => {
      const entries = await readdir(join(packageRoot(), top), { recursive: true, withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(packageRoot().length + 1)
            .replaceAll('\\', '/'),
        );
    }),
  );
  packed = [...AT_TOP, ...folders.flat().filter((path) => !path.startsWith('dist/meta/'))];
});

describe('packProblems', () => {
  it('has nothing to say of what is packed', () => {
    expect(packProblems(packed)).toEqual([]);
  });

  it.each([
    'dist/extra.js',
    'dist/chunks/evil.js',
    'dist/chunks/init-JPAJL5PB.js.map',
    'dist/meta/main.json',
    'dist/assets/signer/kms/other.mjs',
    'docs/device.key',
    'docs/adr/notes.md',
    'docs/schemas/notes.md',
    'src/main.ts',
    '.env',
    '.npmrc',
    'node_modules/chalk/index.js',
  ])('refuses %s', (path) => {
    expect(packProblems([...packed, path])).toEqual([`does not belong: ${path}`]);
  });

  it.each(['dist/main.cjs', 'dist/THIRD_PARTY_NOTICES.txt', 'dist/sbom/signer-kms.cdx.json', 'LICENSE'])(
    'misses %s',
    (path) => {
      expect(packProblems(packed.filter((one) => one !== path))).toEqual([`missing: ${path}`]);
    },
  );
});

describe('links of packed pages', () => {
  it.each([
    ['a file', '[it](../src/main.ts)', ['dead link: docs/x.md leads to src/main.ts']],
    ['a place in a file', '[it](gone.md#here)', ['dead link: docs/x.md leads to docs/gone.md']],
    ['a folder', '[it](../test/)', ['dead link: docs/x.md leads to test/']],
    ['what begins like a packed one', '[it](../READ)', ['dead link: docs/x.md leads to READ']],
    ['what is packed', '[a](../README.md#top) [b](adr) [c](adr/) [d](#here) [e](https://example.com/x)', []],
  ])('to %s', (_what, text, problems) => {
    expect(deadLinks('docs/x.md', text, ['README.md', 'docs/x.md', 'docs/adr/0001-x.md'])).toEqual(problems);
  });
});
