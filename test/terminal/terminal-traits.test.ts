import { describe, expect, it } from 'vitest';
import { needsAscii, wantsColor, wantsPlainLines } from '../../src/terminal/terminal-traits.ts';

describe('wantsColor', () => {
  it.each([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ FORCE_COLOR: 'true', NO_COLOR: '1' }, false, true],
  ])('with %o and terminal %s is %s', (env, isTerminal, expected) => {
    expect(wantsColor(env, isTerminal)).toBe(expected);
  });
});

describe('needsAscii', () => {
  it.each([
    [{ LANG: 'en_US.UTF-8' }, false],
    [{ LANG: 'C.utf8' }, false],
    [{ LANG: 'C' }, true],
    [{ LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, true],
    [{ LANG: 'de_DE.ISO-8859-1', LC_CTYPE: 'de_DE.UTF-8' }, false],
    [{}, false],
    [{ LANG: 'C.UTF-8', TERM: 'dumb' }, true],
    [{ LANG: 'C.UTF-8', TERM: 'linux' }, true],
    [{ LANG: 'C.UTF-8', CERTPROV_ASCII: '1' }, true],
    [{ LANG: 'C', CERTPROV_ASCII: '0' }, false],
  ])('with %o is %s', (env, expected) => {
    expect(needsAscii(env, 'linux')).toBe(expected);
  });

  it('trusts only the newer terminals of Windows', () => {
    expect(needsAscii({}, 'win32')).toBe(true);
    expect(needsAscii({ WT_SESSION: 'a' }, 'win32')).toBe(false);
  });
});

describe('wantsPlainLines', () => {
  it.each([
    [{ ACCESSIBLE: '1' }, true],
    [{ CERTPROV_ACCESSIBLE: 'yes' }, true],
    [{ CERTPROV_ACCESSIBLE: '0' }, false],
    [{}, false],
  ])('with %o is %s', (env, expected) => {
    expect(wantsPlainLines(env)).toBe(expected);
  });
});
