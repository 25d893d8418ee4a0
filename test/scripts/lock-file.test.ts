import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { lockFileProblems } from '../../scripts/lock-file-problems.mjs';
// @ts-expect-error -- the build scripts are plain JavaScript
import { licenceAllowed, SHIPPED } from '../../scripts/licence-allowed.mjs';
// @ts-expect-error -- the build scripts are plain JavaScript
import { readManifests } from '../../scripts/read-manifests.mjs';
import { packageRoot } from '../../src/local/package-root.ts';

type Entry = Record<string, unknown>;
interface Lock {
  lockfileVersion: number;
  packages: Record<string, Entry>;
}
interface Manifest {
  dependencies?: Record<string, string>;
  devDependencies: Record<string, string>;
}

const { manifest, lock } = (await readManifests(packageRoot())) as { manifest: Manifest; lock: Lock };
const BUNDLED = 'node_modules/commander';
const TOOL = 'node_modules/vitest';

/** What is said of our own lock file, after somebody laid hands on it. */
function problemsAfter(tamper: (lock: Lock, manifest: Manifest) => void): string[] {
  const [changed, asked] = [structuredClone(lock), structuredClone(manifest)];
  tamper(changed, asked);
  return lockFileProblems(changed, asked, new Set([BUNDLED])) as string[];
}
const change = (folder: string, members: Entry) => (changed: Lock) =>
  void Object.assign(changed.packages[folder]!, members);

describe('lockFileProblems', () => {
  it('has nothing to say of ours', () => {
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it.each<[string, (lock: Lock, manifest: Manifest) => void, string]>([
    ['a hash that is gone', change(TOOL, { integrity: undefined }), `${TOOL}: has no SHA-512`],
    ['a weaker hash', change(TOOL, { integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }), `${TOOL}: has no SHA-512`],
    [
      'an address to download from',
      change(TOOL, { resolved: 'https://registry.example.com/vitest/-/vitest-4.1.12.tgz' }),
      `${TOOL}: comes from https://registry.example.com/vitest/-/vitest-4.1.12.tgz`,
    ],
    [
      'a repository instead of a package',
      change(TOOL, { resolved: 'git+ssh://git@github.com/vitest/vitest.git#abc' }),
      `${TOOL}: comes from git+ssh://git@github.com/vitest/vitest.git#abc`,
    ],
    [
      'a version with a known vulnerability',
      change('node_modules/fast-xml-parser', { version: '4.2.5' }),
      'node_modules/fast-xml-parser: version 4.2.5 is older than 4.5.5 (CVE-2026-25896',
    ],
    [
      'one of ten that reads like more than nine',
      change('node_modules/ip-address', { version: '9.99.0' }),
      'is older than 10.1.1',
    ],
    ['a link', change(TOOL, { link: true }), `${TOOL}: is not a package of a registry`],
    ['an install script', change(TOOL, { hasInstallScript: true }), `${TOOL}: has an install script`],
    [
      'a package by another name, with an install script',
      change('node_modules/esbuild', { name: 'not-esbuild' }),
      'node_modules/esbuild: has an install script',
    ],
    ['a licence that binds what ships', change(BUNDLED, { license: 'GPL-3.0' }), `${BUNDLED}: its licence GPL-3.0 `],
    ['one for tools in what ships', change(BUNDLED, { license: 'MPL-2.0', dev: true }), `${BUNDLED}: its licence MPL`],
    ['a tool under the GPL', change(TOOL, { license: 'GPL-2.0-only' }), `${TOOL}: its licence GPL-2.0-only `],
    ['a licence that nobody named', change(TOOL, { license: undefined }), `${TOOL}: its licence undefined `],
    [
      'a version that package.json does not ask for',
      (_lock, asked) => void (asked.devDependencies['vitest'] = '4.1.13'),
      'package-lock.json: devDependencies are not those of package.json',
    ],
    [
      'a range',
      (changed, asked) => {
        asked.devDependencies['vitest'] = '^4.1.12';
        changed.packages['']!['devDependencies'] = asked.devDependencies;
      },
      'package.json: vitest is ^4.1.12, which is not one exact version',
    ],
    [
      'a package that would be installed beside the bundle',
      (changed, asked) => {
        asked.dependencies = { chalk: '5.6.2' };
        changed.packages['']!['dependencies'] = asked.dependencies;
      },
      'package.json: chalk is in dependencies',
    ],
    [
      'an older form',
      (changed) => void (changed.lockfileVersion = 2),
      'package-lock.json: lockfileVersion is 2, not 3',
    ],
  ])('names %s', (_what, tamper, problem) => {
    const problems = problemsAfter(tamper);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('licenceAllowed', () => {
  it.each([
    ['MIT', true],
    ['(BSD-3-Clause OR GPL-2.0)', true],
    ['GPL-2.0 OR (MIT AND ISC)', true],
    ['MIT AND GPL-2.0', false],
    ['MIT AND (GPL-2.0 OR LGPL-3.0)', false],
    ['GPL-2.0 OR MIT AND GPL-3.0', false],
    ['GPL-2.0 WITH Classpath-exception-2.0', false],
    ['MIT GPL-2.0', false],
    ['(MIT', false],
    ['SEE LICENSE IN LICENSE.md', false],
    ['', false],
    [undefined, false],
  ])('takes %s for %s', (expression, expected) => {
    expect(licenceAllowed(expression, SHIPPED)).toBe(expected);
  });
});
