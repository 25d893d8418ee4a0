import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error -- the bench is plain JavaScript
import { promises } from '../../bench/rules-off/promises.mjs';
// @ts-expect-error -- the bench is plain JavaScript
import { assertFound } from '../../bench/rules-off/turn-off.mjs';

const rules = promises as readonly { readonly promise: string; readonly test: string }[];

it('finds what breaks each promise in the code as it is, so that the page of promises can be made anew', () => {
  expect(rules.length).toBeGreaterThan(100);
  expect(() => assertFound(promises)).not.toThrow();
});

it('names a test file that is there for each promise', () => {
  const root = join(import.meta.dirname, '..', '..');
  expect(rules.filter(({ test }) => !existsSync(join(root, test)))).toEqual([]);
});
