import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
// @ts-expect-error -- the bench is plain JavaScript
import * as table from '../../bench/rules-off/promises.mjs';
// @ts-expect-error -- the same
import * as turnOff from '../../bench/rules-off/turn-off.mjs';
import { packageRoot } from '../../src/local/package-root.ts';

interface Edit {
  readonly file: string;
  readonly was: string;
  readonly becomes: string;
}
interface Rule extends Edit {
  readonly promise: string;
  readonly test: string;
}

const { promises } = table as { promises: readonly Rule[] };
const { editsOf, turnedOff } = turnOff as {
  editsOf: (rule: Rule) => readonly Edit[];
  turnedOff: (text: string, edit: Edit) => string;
};
const isMissing = (path: string): boolean => !existsSync(join(packageRoot(), path));

describe('the promises that the bench breaks', () => {
  it('are about files and tests that are there, each said once', () => {
    const paths = promises.flatMap((rule) => [rule.test, ...editsOf(rule).map(({ file }) => file)]);
    expect(paths.filter(isMissing)).toEqual([]);
    expect(new Set(promises.map(({ promise }) => promise)).size).toBe(promises.length);
  });
});

describe('an edit', () => {
  const edit = { file: 'a.ts', was: 'if (a)', becomes: "if ($&'1')" };

  it('is made in the one place that it names, as it stands', () => {
    expect(turnedOff('x; if (a) y;', edit)).toBe("x; if ($&'1') y;");
  });

  it.each([
    ['not there', 'if (b)', /a\.ts has this 0 times/],
    ['there twice', 'if (a) if (a)', /a\.ts has this 2 times/],
  ])('is an error where what it changes is %s', (_where, text, message) => {
    expect(() => turnedOff(text, edit)).toThrow(message);
  });
});
