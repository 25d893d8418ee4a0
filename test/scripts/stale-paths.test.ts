import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the scripts are plain JavaScript
import { stalePaths, stalePathsOf } from '../../scripts/stale-paths.mjs';
import { packageRoot } from '../../src/local/package-root.ts';

const stale = (page: string, text: string): string[] => stalePaths(page, text, packageRoot());

describe('stalePaths', () => {
  it('has nothing to say of the pages as they are', () => {
    expect(stalePathsOf(packageRoot())).toEqual([]);
  });

  it.each([
    ['in backticks', 'docs/x.md', 'it is in `src/aws/aws-error.ts`.', 'src/aws/aws-error.ts'],
    ['in a sentence', 'docs/x.md', 'see src/nowhere, please', 'src/nowhere'],
    ['a folder', 'README.md', 'in `test/nowhere/`', 'test/nowhere/'],
    ['a link from a page in docs', 'docs/x.md', '[it](../src/nowhere.ts#L1)', 'src/nowhere.ts'],
    ['a link to another page', 'docs/x.md', '[it](nowhere.md)', 'docs/nowhere.md'],
  ])('finds what is not there: %s', (_what, page, text, path) => {
    expect(stale(page, text)).toEqual([`${page} names ${path}, which is not there`]);
  });

  it.each([
    'in `src/main.ts`, `src/aws/` and [here](../src/errors.ts)',
    'a file per verb: `src/commands/<verb>.ts`, and `src/checks/*.ts`',
    '`npx vitest run test/e2e/rollback` runs what begins so',
    '[elsewhere](https://example.com/src/nowhere.ts)',
  ])('lets be: %s', (text) => {
    expect(stale('docs/x.md', text)).toEqual([]);
  });
});
