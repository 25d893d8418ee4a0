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

/** A file in the words of a comment, with as many folders as say which one is meant. */
const FILE = /(?<![\w./*<{-])([\w-][\w.-]*(?:\/[\w.-]+)*\.(?:ts|mjs))\b/g;
const COMMENT = /\/\*[\s\S]*?\*\/|(?:^|\s)\/\/.*$/gm;

/** Files that a source's comments name and that are not there, seen from its folder or from one around it. */
export function staleComments(source, text, root) {
  const folders = [...ancestorsOf(dirname(source)), 'src'];
  const named = [...text.matchAll(COMMENT)].flatMap(([comment]) => [...comment.matchAll(FILE)].map(([, name]) => name));
  return [...new Set(named)]
    .filter((name) => !folders.some((folder) => existsSync(join(root, folder, name))))
    .map((name) => `${source} names ${name}, which is not there`);
}

const ancestorsOf = (folder) => (folder === '.' ? ['.'] : [folder, ...ancestorsOf(dirname(folder))]);

/** The same for a page that calls files by their last names, as a drawing of the house does. */
export function staleFileNames(page, text, sources) {
  const named = [...text.matchAll(FILE)].map(([, name]) => name);
  return [...new Set(named)]
    .filter((name) => !sources.some((source) => source === name || source.endsWith(`/${name}`)))
    .map((name) => `${page} names ${name}, which is not there`);
}

const below = (root, folder, ending) =>
  readdirSync(join(root, folder), { recursive: true })
    .filter((name) => ending.test(name) && !name.includes('node_modules'))
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`);

/** Every comment of the repository, and the pages about how it is built. */
export function staleNamesOf(root) {
  const sources = ['src', 'test', 'bench', 'examples', 'scripts'].flatMap((folder) =>
    below(root, folder, /\.(ts|mjs)$/),
  );
  const pages = ['docs/architecture.md', ...below(root, 'docs/adr', /\.md$/)];
  const read = (path) => readFileSync(join(root, path), 'utf8');
  return [
    ...sources.flatMap((source) => staleComments(source, read(source), root)),
    ...pages.flatMap((page) => staleFileNames(page, read(page), sources)),
  ];
}

/** Every Markdown file of the repository. */
export function stalePathsOf(root) {
  const tops = readdirSync(root).filter((name) => name.endsWith('.md'));
  const inFolders = ['docs', 'src', 'test', 'bench', 'examples', 'scripts'].flatMap((folder) =>
    below(root, folder, /\.md$/),
  );
  return [...tops, ...inFolders]
    .filter((page) => !OF_THE_PAST.has(page))
    .flatMap((page) => stalePaths(page, readFileSync(join(root, page), 'utf8'), root));
}
