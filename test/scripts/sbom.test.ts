import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the build scripts are plain JavaScript
import { sbomProblems } from '../../scripts/sbom-problems.mjs';
// @ts-expect-error -- the build scripts are plain JavaScript
import { sbom } from '../../scripts/sbom.mjs';

const hash = (letter: string): string => `sha512-${letter.repeat(86)}==`;
const LOCK = {
  packages: {
    'node_modules/a': { version: '1.0.0', integrity: hash('A'), license: 'MIT' },
    'node_modules/@s/b': { version: '2.0.0', integrity: hash('B'), license: '(MIT OR GPL-2.0)' },
    'node_modules/a/node_modules/c': { version: '3.0.0', integrity: hash('C'), license: 'ISC' },
    'node_modules/shaken': { version: '4.0.0', integrity: hash('D'), license: 'MIT' },
  },
};
const imports = (...paths: readonly string[]) => ({ imports: paths.map((path) => ({ path })) });
const METAFILE = {
  inputs: {
    'src/main.ts': imports('node_modules/a/index.js', 'node_modules/shaken/index.js'),
    'node_modules/a/index.js': imports('node_modules/a/more.js', 'node_modules/a/node_modules/c/c.js'),
    'node_modules/a/more.js': imports('node_modules/@s/b/b.js'),
    'node_modules/a/node_modules/c/c.js': imports('node:fs'),
    'node_modules/@s/b/b.js': imports(),
    'node_modules/shaken/index.js': imports(),
  },
  outputs: {
    'main.js': {
      inputs: {
        'src/main.ts': { bytesInOutput: 10 },
        'node_modules/a/index.js': { bytesInOutput: 10 },
        'node_modules/a/more.js': { bytesInOutput: 10 },
        'node_modules/shaken/index.js': { bytesInOutput: 0 },
      },
    },
    'chunk.js': {
      inputs: {
        'node_modules/@s/b/b.js': { bytesInOutput: 10 },
        'node_modules/a/node_modules/c/c.js': { bytesInOutput: 10 },
      },
    },
  },
};
const NOTICES = 'Software\n\n== a 1.0.0, @s/b 2.0.0 ==\n\ntext\n\n== c 3.0.0 ==\n\ntext\n';

interface Component {
  name: string;
  version: string;
  purl: string;
  hashes: { content: string }[];
  licenses: unknown[];
}
interface Bill {
  serialNumber?: string;
  metadata: { timestamp?: string };
  components: Component[];
  dependencies: unknown;
}
const bill = (): Bill => JSON.parse(sbom({ name: 'x', version: '9.0.0', license: 'MIT' }, METAFILE, LOCK));

describe('sbom', () => {
  it('lists the packages whose code was kept, with the hashes of the lock file, and nothing else', () => {
    expect(bill().components).toEqual([
      {
        type: 'library',
        'bom-ref': '@s/b@2.0.0',
        name: '@s/b',
        version: '2.0.0',
        hashes: [{ alg: 'SHA-512', content: Buffer.from('B'.repeat(86), 'base64').toString('hex') }],
        licenses: [{ expression: '(MIT OR GPL-2.0)' }],
        purl: 'pkg:npm/%40s/b@2.0.0',
      },
      expect.objectContaining({ name: 'a', licenses: [{ license: { id: 'MIT' } }] }),
      expect.objectContaining({ name: 'c', purl: 'pkg:npm/c@3.0.0' }),
    ]);
  });

  it('says whose code imports whose', () => {
    expect(bill().dependencies).toEqual([
      { ref: 'x@9.0.0', dependsOn: ['@s/b@2.0.0', 'a@1.0.0', 'c@3.0.0'] },
      { ref: '@s/b@2.0.0', dependsOn: [] },
      { ref: 'a@1.0.0', dependsOn: ['@s/b@2.0.0', 'c@3.0.0'] },
      { ref: 'c@3.0.0', dependsOn: [] },
    ]);
  });

  it('refuses code of a package that is not in the lock file', () => {
    const { 'node_modules/a': _a, ...packages } = LOCK.packages;
    expect(() => sbom({ name: 'x', version: '9.0.0', license: 'MIT' }, METAFILE, { packages })).toThrow(
      'node_modules/a was bundled and is not in package-lock.json',
    );
  });
});

describe('sbomProblems', () => {
  const problemsAfter = (tamper: (changed: Bill) => void, notices = NOTICES): string[] => {
    const changed = bill();
    tamper(changed);
    return sbomProblems({ 'x.json': changed }, bill(), notices) as string[];
  };

  it('has nothing to say of a bill that agrees with npm', () => {
    expect(problemsAfter(() => undefined)).toEqual([]);
  });

  it.each<[string, (changed: Bill) => void, string]>([
    [
      'another hash',
      ({ components: [b] }) => void (b!.hashes[0]!.content = '00'),
      'the hashes of pkg:npm/%40s/b@2.0.0 are not what npm says',
    ],
    [
      'another licence',
      ({ components: [, a] }) => void (a!.licenses = [{ license: { id: 'ISC' } }]),
      'the licenses of pkg:npm/a@1.0.0 are not what npm says',
    ],
    [
      'a package that is not installed',
      ({ components: [, a] }) => void (a!.purl = 'pkg:npm/z@1.0.0'),
      'pkg:npm/z@1.0.0 is not in the lock file',
    ],
    ['a time', ({ metadata }) => void (metadata.timestamp = 'now'), 'has a time or a serial number'],
    ['a serial number', (changed) => void (changed.serialNumber = 'urn:uuid:1'), 'has a time or a serial number'],
  ])('names %s', (_what, tamper, problem) => {
    expect(problemsAfter(tamper)).toEqual([`x.json: ${problem}`]);
  });

  it('names a package whose licence is not shipped', () => {
    expect(problemsAfter(() => undefined, NOTICES.replace('c 3.0.0', 'c 2.0.0'))).toEqual([
      'x.json: pkg:npm/c@3.0.0 is not in THIRD_PARTY_NOTICES.txt',
    ]);
  });
});
