import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, normalize } from 'node:path';

/** A path in words or in backticks. What stands for many, like `<verb>.ts` or `*.ts`, cannot be looked up. */
const NAMED = /(?<![\w./-])(?:src|test|scripts|bench|examples)\/[\w./-]*[\w/](?![\w*<{…]|\/?[*<{…])/g;
const LINK = /\]\(([^)#\s:]+)(?:#[^)]*)?\)/g;
/** What was true of an older version stays true of it. */
const OF_THE_PAST = new Set(['CHANGELOG.md']);

/** Paths that a page names and that are not there, as sentences: files move, and pages do not notice. */
export function stalePaths(page, text, root) {
  const named = [...text.matchAll(NAMED)].filter(([path]) => !isThere(join(root, path))).map(([path]) => path);
  const linked = [...text.matchAll(LINK)]
    .map(([, target]) => normalize(join(dirname(page), target)))
    .filter((path) => !existsSync(join(root, path)));
  return [...new Set([...named, ...linked])].map((path) => `${page} names ${path}, which is not there`);
}

/** Also `test/e2e/rollback` for the files that begin so. */
const isThere = (path) =>
  existsSync(path) ||
  (existsSync(dirname(path)) && readdirSync(dirname(path)).some((name) => name.startsWith(`${basename(path)}.`)));

/** Every Markdown file of the repository. */
export function stalePathsOf(root) {
  const tops = readdirSync(root).filter((name) => name.endsWith('.md'));
  const inFolders = ['docs', 'src', 'test', 'bench', 'examples', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => `${folder}/${name.replaceAll('\\', '/')}`),
  );
  return [...tops, ...inFolders]
    .filter((page) => !OF_THE_PAST.has(page))
    .flatMap((page) => stalePaths(page, readFileSync(join(root, page), 'utf8'), root));
}
