import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Key, openTerminal, type TerminalOptions } from '../support/pty.ts';
import { textWidth } from '../../src/terminal/text-width.ts';
import { bundle, type Bundle } from './fixtures/bundle.ts';

let ask: Bundle;
beforeAll(async () => {
  ask = await bundle('ask.ts');
});
afterAll(() => ask.remove());

const open = (scenario: string, options: Partial<TerminalOptions> = {}) =>
  openTerminal({ command: process.execPath, args: [ask.file, scenario], ...options });

const erasing = (text: string): Key[] => Array.from(text, () => 'backspace');

const DONE = { exitCode: 0 };
const CANCELLED = { exitCode: 130 };

describe('select', () => {
  it('starts at the recommended choice and leaves one line', async () => {
    await using terminal = await open('select');
    await terminal.waitFor(/❯ legacy-signer .*\(recommended\)/);
    terminal.press('enter');
    expect(await terminal.exited).toEqual(DONE);
    expect(terminal.scrollback()).toEqual(['✓ Which function signs? legacy-signer', 'answer: "legacy"']);
  });

  it('moves with the arrow keys and describes the choice under the cursor', async () => {
    await using terminal = await open('select');
    await terminal.waitFor(/❯ legacy/);
    terminal.press('up');
    await terminal.waitFor(/❯ acme-iot-signer[^]*signs for the plant in Acmeville/);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "acme"');
  });

  it('shows why a choice is disabled and does not take it', async () => {
    await using terminal = await open('select');
    await terminal.waitFor('✗ Acme New CA  has no certificate yet');
    terminal.press('down');
    await terminal.waitFor(/❯ ✗ Acme New CA/);
    terminal.press('enter');
    await terminal.waitFor('cannot be chosen: has no certificate yet (PENDING_CERTIFICATE)');
    terminal.press('up', 'enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "legacy"');
  });

  it('neutralises escape sequences, line breaks and reordering in labels', async () => {
    await using terminal = await open('select');
    await terminal.waitFor('evil\\u{1b}[2J\\u{202e}txt.exe\\u{7}\\u{a}second line   x');
    terminal.press('down', 'down', 'enter');
    await terminal.exited;
    expect(terminal.screen()[0]).toBe('✓ Which function signs? evil\\u{1b}]0;owned\\u{7}');
    expect(terminal.raw()).not.toContain('\u001B[2J');
    expect(terminal.raw()).not.toContain('\u001B]0;');
  });

  it('narrows down by what is typed and widens again', async () => {
    await using terminal = await open('select');
    await terminal.waitFor(/❯ legacy/);
    terminal.type('nightly');
    await terminal.waitUntil(
      (screen) => screen[1] === '❯ nightly-report    nodejs24.x   timeout 900 s',
      'the one match',
    );
    terminal.type('x');
    await terminal.waitFor('nothing matches what was typed');
    terminal.press('backspace');
    await terminal.waitFor('❯ nightly-report');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen()).toEqual(['✓ Which function signs? nightly-report', 'answer: "report"']);
  });

  it('writes no colour with NO_COLOR and draws with ASCII only when asked', async () => {
    await using terminal = await open('select', { env: { NO_COLOR: '1', CERTPROV_ASCII: '1' } });
    await terminal.waitFor(/> legacy-signer/);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen()[0]).toBe('ok Which function signs? legacy-signer');
    // oxlint-disable-next-line no-control-regex -- the sequences are what is looked for
    expect(terminal.raw()).not.toMatch(/\u001B\[[\d;]*m/);
    expect(terminal.raw()).toMatch(/^\p{ASCII}*$/u);
  });

  it('follows a resize to 40 columns and back', async () => {
    await using terminal = await open('select');
    await terminal.waitFor(/❯ legacy/);
    terminal.resize(40);
    // What the terminal itself has wrapped anew may stay above; the list is drawn once more below it.
    const drawn = (screen: readonly string[]) => screen.slice(screen.findLastIndex((line) => line.startsWith('? ')));
    await terminal.waitUntil((screen) => {
      const list = drawn(screen);
      return list.length === 7 && list.every((line) => textWidth(line) < 40) && /^ {2}✗ Acme New CA.*…$/.test(list[3]!);
    }, 'the whole list, cut to 40 columns');
    terminal.resize(80);
    await terminal.waitFor('(recommended)');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().slice(-2)).toEqual(['✓ Which function signs? legacy-signer', 'answer: "legacy"']);
  });

  it('fits a terminal of 10 rows', async () => {
    await using terminal = await open('search', { rows: 10 });
    expect((await terminal.waitFor(/1 of 5,000/))[0]).toBe('? Which function?');
    terminal.press('end');
    await terminal.waitFor(/5,000 of 5,000/);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.scrollback()).toEqual(['✓ Which function? function-4999', 'answer: "4999"']);
  });
});

describe('search', () => {
  it('finds one among 5,000 by typing', async () => {
    await using terminal = await open('search');
    await terminal.waitFor(/1 of 5,000/);
    terminal.type('n-499');
    await terminal.waitFor(/1 of 11 /);
    terminal.press('down', 'enter');
    await terminal.exited;
    expect(terminal.screen()).toEqual(['✓ Which function? function-4990', 'answer: "4990"']);
  });

  it('takes what is pasted with its Enter, or refuses it by its reason', async () => {
    await using terminal = await open('search');
    await terminal.waitFor(/1 of 5,000/);
    terminal.type('function-4999\r');
    expect(await terminal.exited).toEqual(DONE);
    expect(terminal.screen().at(-1)).toBe('answer: "4999"');
    await using other = await open('select');
    await other.waitFor(/❯ legacy-signer/);
    other.type('New CA\r');
    await other.waitFor('cannot be chosen: has no certificate yet (PENDING_CERTIFICATE)');
  });

  it('shows and takes the first choices while more are arriving', async () => {
    await using terminal = await open('arriving');
    await terminal.waitFor(/❯ function-0[^]*1 of 2 · more are arriving/);
    terminal.press('down', 'enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "1"');
  });

  it('keeps the cursor on its choice when the rest has arrived', async () => {
    await using terminal = await open('arriving');
    await terminal.waitFor(/1 of 2 · more are arriving/);
    terminal.press('down');
    await terminal.waitFor(/❯ function-1/);
    terminal.kill('SIGUSR2');
    await terminal.waitFor(/❯ function-1 [^]*2 of 5,000 · ↑↓/);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "1"');
  });

  it('ends with the error of its source', async () => {
    await using terminal = await open('failing');
    expect(await terminal.exited).toEqual({ exitCode: 1 });
    expect(terminal.screen()).toEqual(['? Which function?', '✗ AWS_ACCESS_DENIED lambda:ListFunctions was refused']);
    expect(terminal.isCursorVisible()).toBe(true);
  });
});

describe('input', () => {
  it('takes the recommended text on Enter', async () => {
    await using terminal = await open('input');
    await terminal.waitFor('Name of the function (certprov-signer)');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen()).toEqual(['✓ Name of the function certprov-signer', 'answer: "certprov-signer"']);
  });

  it('says what is wrong and lets the text be mended', async () => {
    await using terminal = await open('input');
    await terminal.waitFor('Name of the function');
    terminal.type('my signer');
    terminal.press('enter');
    await terminal.waitFor('✗ letters, digits and hyphens only');
    terminal.press(...erasing(' signer'));
    terminal.type('-1 ');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "my-1"');
  });
});

describe('confirm', () => {
  it.each([
    ['', false],
    ['n', false],
    ['NO', false],
    ['y', true],
    ['Yes', true],
  ])('takes "%s" for %s', async (typed, answer) => {
    await using terminal = await open('confirm');
    await terminal.waitFor(/\(y\/N\)/);
    terminal.type(typed);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe(`answer: ${answer}`);
  });

  it('asks again instead of guessing', async () => {
    await using terminal = await open('confirm');
    await terminal.waitFor(/\(y\/N\)/);
    terminal.type('yesterday');
    terminal.press('enter');
    await terminal.waitFor('✗ answer y or n');
    terminal.press(...erasing('yesterday'), 'enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: false');
  });
});

describe('typed', () => {
  it('takes the very words only', async () => {
    await using terminal = await open('typed');
    await terminal.waitFor('to stop here:');
    terminal.type('yes');
    terminal.press('enter');
    await terminal.waitFor('✗ that is not 000000000000/us-east-1');
    terminal.press(...erasing('yes'));
    terminal.type('000000000000/us-east-1');
    terminal.press('enter');
    expect(await terminal.exited).toEqual(DONE);
    expect(terminal.screen().at(-1)).toBe('answer: "000000000000/us-east-1"');
  });

  it('is erased without a trace when it is wider than the terminal', async () => {
    await using terminal = await open('typed', { columns: 40 });
    await terminal.waitFor('to stop here:');
    terminal.type('no\r');
    await terminal.waitFor(/that is not/);
    terminal.press(...erasing('no'));
    terminal.type('000000000000/us-east-1\r');
    await terminal.exited;
    expect(terminal.scrollback()).toEqual([
      '✓ Type 000000000000/us-east-1 to go on,',
      '  or Ctrl-C to stop here:',
      '  000000000000/us-east-1',
      'answer: "000000000000/us-east-1"',
    ]);
  });

  it('takes nothing on a bare Enter', async () => {
    await using terminal = await open('typed');
    await terminal.waitFor('to stop here:');
    terminal.press('enter');
    await terminal.waitFor('✗ that is not 000000000000/us-east-1');
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual(CANCELLED);
  });
});
