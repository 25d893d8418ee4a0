/* oxlint-disable no-control-regex -- what is looked for are controls */
import { expect } from 'vitest';
import type { CertprovRun } from '../../support/certprov.ts';

const FORGED = 'all is well, says nobody';

/**
 * Clears the screen, names the window, colours, overwrites its line, forges one, turns the direction of writing, hides,
 * and passes for a style of certprov's own.
 */
export const EVIL = `\u001B[2J\u001B]0;owned\u0007\u009B31m\b\r\n✓ ${FORGED}\u2028\u202Egpj\u2066\u200B\uFDD2\u{E0041}`;

/** What XML can carry of it. */
export const EVIL_IN_XML = EVIL.replaceAll(/[\u0000-\u0008\u000E-\u001F\uFDD2]/g, '');

/** What a word of a command line or a file name can carry of it. */
export const EVIL_WORD = EVIL.replaceAll('/', '');

const ACTS =
  /[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFDD0-\uFDEF\uFEFF\u{E0000}-\u{E0FFF}]/u;

/** The bytes that a terminal or a reader of the document gets. Answers whether the text was shown at all. */
export function expectHarmless({ stdout, stderr }: CertprovRun, isJson: boolean): string {
  const said = `${stdout}${stderr}`;
  expect(ACTS.exec(said)?.[0].codePointAt(0)?.toString(16)).toBeUndefined();
  expect(said.split('\n').filter((line) => line.trimStart().startsWith(`✓ ${FORGED}`))).toEqual([]);
  expect(said).not.toMatch(/INTERNAL|defect/);
  if (isJson) expect(() => void JSON.parse(stdout)).not.toThrow();
  return said.includes(FORGED) || /\\u\{?(001)?(1b|b|9b|202e)/i.test(said) ? 'shown escaped' : 'not shown';
}
