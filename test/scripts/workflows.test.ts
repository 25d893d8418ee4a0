import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { expect, it } from 'vitest';

const FOLDER = '.github/workflows';
const files = readdirSync(FOLDER).map((name): [string, string] => [name, readFileSync(`${FOLDER}/${name}`, 'utf8')]);
const packageJson = JSON.parse(readFileSync('package.json', 'utf8')) as {
  readonly engines: { readonly node: string };
  readonly scripts: Readonly<Record<string, string>>;
};

const matchesOf = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, one = '']) => one);

it.each(files)('%s pins each action by commit, and says its version', (_name, text) => {
  const uses = matchesOf(text, /\buses: (.*)/g);
  expect(uses.length).toBeGreaterThan(0);
  for (const use of uses) expect(use).toMatch(/^[\w-]+(\/[\w-]+)+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});

it.each(files)('%s may do nothing but what a job asks for', (_name, text) => {
  expect(text).toMatch(/^permissions: \{\}$/m);
});

it('runs no script that package.json does not have', () => {
  const named = files.flatMap(([, text]) => matchesOf(text, /\bnpm run ([\w:-]+)/g));
  expect(named.length).toBeGreaterThan(0);
  expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(named));
});

it('tests on three systems with each Node.js line that the package supports', () => {
  const text = Object.fromEntries(files)['test.yml'] ?? '';
  expect(text).toContain('os: [ubuntu-latest, macos-latest, windows-latest]');
  const lines = matchesOf(/node: \[(.*)\]/.exec(text)?.[1] ?? '', /'(\d+)'/g);
  expect(lines).toEqual(['20', '22', '24']);
  expect(packageJson.engines.node).toBe('>=20.19 <21 || >=22.2');
});

it('keeps no token for npm, and attaches bills of materials that the build writes', () => {
  const text = Object.fromEntries(files)['release.yml'] ?? '';
  expect(text).not.toMatch(/NPM_TOKEN|NODE_AUTH_TOKEN|secrets\./);
  expect(text).toContain('cp dist/sbom/*.cdx.json release/');
  expect(existsSync('dist/sbom/certprov.cdx.json')).toBe(true);
});
