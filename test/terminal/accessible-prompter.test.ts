import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal } from '../support/pty.ts';
import { bundle, type Bundle } from './fixtures/bundle.ts';

let ask: Bundle;
beforeAll(async () => {
  ask = await bundle('ask.ts');
});
afterAll(() => ask.remove());

const open = (scenario: string, env: Readonly<Record<string, string>> = { CERTPROV_ACCESSIBLE: '1', NO_COLOR: '1' }) =>
  openTerminal({ command: process.execPath, args: [ask.file, scenario], env });

describe('accessiblePrompter', () => {
  it('numbers the choices and never moves the cursor back', async () => {
    await using terminal = await open('select');
    await terminal.waitFor('or Enter for 2:');
    expect(terminal.screen()).toEqual([
      '? Which function signs?',
      '  1. acme-iot-signer, nodejs24.x, timeout 5 s, signs for the plant in Acmeville',
      '  2. legacy-signer, python3.12, timeout 3 s, recommended',
      '  3. Acme New CA, cannot be chosen: has no certificate yet (PENDING_CERTIFICATE)',
      '  4. evil\\u{1b}[2J\\u{202e}txt.exe\\u{7}\\u{a}second line, x',
      '  5. nightly-report, nodejs24.x, timeout 900 s',
      'number, or part of a name, or Enter for 2:',
    ]);
    terminal.type('1');
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen().slice(-2)).toEqual(['✓ Which function signs? acme-iot-signer', 'answer: "acme"']);
    expect(terminal.raw()).not.toContain('\u001B');
  });

  it('takes the recommended choice on Enter', async () => {
    await using terminal = await open('select');
    await terminal.waitFor('or Enter for 2:');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "legacy"');
  });

  it('says why a choice cannot be chosen and asks again', async () => {
    await using terminal = await open('select');
    await terminal.waitFor('or Enter for 2:');
    terminal.type('3');
    terminal.press('enter');
    await terminal.waitFor(/^! cannot be chosen: has no certificate yet[^]*or Enter for 2:/m);
    terminal.type('2\r');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "legacy"');
  });

  it('searches a long list by part of a name', async () => {
    await using terminal = await open('search');
    await terminal.waitFor('and 4,980 more: type part of a name');
    terminal.type('function-4999');
    terminal.press('enter');
    await terminal.waitFor(/ {2}1\. function-4999, nodejs24\.x\nnumber, or part/);
    terminal.type('nothing like it');
    terminal.press('enter');
    await terminal.waitFor(/! nothing matches nothing like it[^]*number, or part/);
    terminal.type('1');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe('answer: "4999"');
  });

  it.each([
    ['input', 'bad name', 'letters, digits and hyphens only', 'good-name', '"good-name"'],
    ['confirm', 'perhaps', 'answer y or n', 'y', 'true'],
    ['typed', 'yes', 'that is not 000000000000/us-east-1', '000000000000/us-east-1', '"000000000000/us-east-1"'],
  ])('asks again until the answer is one: %s', async (scenario, bad, sentence, good, answer) => {
    await using terminal = await open(scenario);
    await terminal.waitFor(/^\? .+/m);
    terminal.type(`${bad}\r`);
    // The question stands there again: what is typed before would be echoed before it.
    await terminal.waitFor(new RegExp(`! ${sentence}[^]*\n\\? `));
    terminal.type(`${good}\r`);
    await terminal.exited;
    expect(terminal.screen().at(-1)).toBe(`answer: ${answer}`);
  });

  it.each(['ctrl-c', 'ctrl-d'] as const)('ends as cancelled on %s', async (key) => {
    await using terminal = await open('typed');
    await terminal.waitFor('to stop here:');
    terminal.press(key);
    expect(await terminal.exited).toEqual({ exitCode: 130 });
    expect(terminal.screen().at(-1)).toContain('CANCELLED stopped by the operator');
  });

  it('is used on a dumb terminal, which cannot be redrawn', async () => {
    await using terminal = await open('select', { TERM: 'dumb' });
    await terminal.waitFor('or Enter for 2:');
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.screen().at(-2)).toBe('ok Which function signs? legacy-signer');
    expect(terminal.raw()).not.toContain('\u001B');
  });
});
