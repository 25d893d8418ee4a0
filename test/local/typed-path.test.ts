import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { typedPath } from '../../src/local/typed-path.ts';

const posix = { home: '/home/ann', platform: 'linux' } as const;
const windows = { home: String.raw`C:\Users\ann`, platform: 'win32' } as const;

describe('typedPath', () => {
  it.each([
    ['models/a.csr', 'models/a.csr'],
    [' models/a.csr  ', 'models/a.csr'],
    ["'/mnt/my models/a.csr'", '/mnt/my models/a.csr'],
    ['"/mnt/my models/a.csr"', '/mnt/my models/a.csr'],
    [String.raw`/mnt/my\ models/a\ \(1\).csr`, '/mnt/my models/a (1).csr'],
    ['~/models', join('/home/ann', 'models')],
    ['~', join('/home/ann')],
    ['~other/models', '~other/models'],
    ["it's.csr", "it's.csr"],
    ['', ''],
  ])('takes %j for %j', (typed, path) => {
    expect(typedPath(typed, posix)).toBe(path);
  });

  it('leaves the backslashes of Windows alone, and takes off the quotes of its file manager', () => {
    expect(typedPath(String.raw`"C:\my models\(a).csr"`, windows)).toBe(String.raw`C:\my models\(a).csr`);
    expect(typedPath(String.raw`Z:\models\ a.csr`, windows)).toBe(String.raw`Z:\models\ a.csr`);
  });
});
