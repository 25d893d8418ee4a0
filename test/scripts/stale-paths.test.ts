import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the scripts are plain JavaScript
import { staleComments, staleFileNames, staleNamesOf, stalePaths, stalePathsOf } from '../../scripts/stale-paths.mjs';
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

describe('the names of files in comments', () => {
  const inComment = (source: string, text: string): string[] => staleComments(source, text, packageRoot());
  // In two parts: this file is one of those that are looked through.
  const block = (words: string): string => ['/*', `* ${words} */`].join('');

  it('are those of files that are there, in every source and on the pages about the house', () => {
    expect(staleNamesOf(packageRoot())).toEqual([]);
  });

  it.each([
    ['of another folder', 'src/aws/ports/ports.ts', block('See `aws-error.ts`.'), 'aws-error.ts'],
    ['of no folder', 'src/main.ts', ['run(); /', '/ as nobody.ts does'].join(''), 'nobody.ts'],
    ['in a folder that has none', 'src/main.ts', block('see cli/nobody.ts'), 'cli/nobody.ts'],
  ])('are found when nothing is called so: %s', (_what, source, text, name) => {
    expect(inComment(source, text)).toEqual([`${source} names ${name}, which is not there`]);
  });

  it.each([
    block('As failure/aws-error.ts, call.ts and src/errors.ts say, and finding.ts.'),
    "import { nobody } from 'nobody.ts';",
    block('One file per kind: `kinds/<kind>.ts`, `*.ts` and *.test.ts.'),
  ])('are let be: %s', (text) => {
    expect(inComment('src/aws/connection/call.ts', text)).toEqual([]);
  });

  it('are found on a page by their last part', () => {
    const sources = ['src/cli/program.ts'];
    expect(staleFileNames('a.md', 'cli/program.ts, program.ts', sources)).toEqual([]);
    expect(staleFileNames('a.md', 'the gram.ts', sources)).toEqual(['a.md names gram.ts, which is not there']);
  });
});
