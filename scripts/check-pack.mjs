// Looks at what `npm pack` would publish: everything the program needs, and nothing that is only for working on it.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deadLinks, packProblems } from './pack-problems.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
// npm is a script on Windows, which only a shell can start there.
const out = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
  cwd: root,
  encoding: 'utf8',
  shell: process.platform === 'win32',
  stdio: ['ignore', 'pipe', 'ignore'],
});
const [{ files, size }] = JSON.parse(out);
const paths = files.map(({ path }) => path);

const pages = paths.filter((path) => path.endsWith('.md'));
const problems = [
  ...packProblems(paths),
  ...pages.flatMap((page) => deadLinks(page, readFileSync(join(root, page), 'utf8'), paths)),
];
for (const problem of problems) console.error(problem);
console.log(`${paths.length} files, ${Math.round(size / 1024)} KB packed`);
process.exitCode = problems.length > 0 ? 1 : 0;
