import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal } from '../support/pty.ts';
import { bundle, type Bundle } from './fixtures/bundle.ts';

let ask: Bundle;
beforeAll(async () => {
  ask = await bundle('ask.ts');
});
afterAll(() => ask.remove());

const open = (scenario: string) => openTerminal({ command: process.execPath, args: [ask.file, scenario] });

const CANCELLED = { exitCode: 130 };
/** What each question shows once it can be answered. */
const ASKED: Readonly<Record<string, RegExp>> = {
  select: /❯ legacy-signer/,
  search: /❯ function-0/,
  arriving: /more are arriving/,
  input: /\(certprov-signer\)/,
  confirm: /\(y\/N\)/,
  typed: /to stop here:/,
};

describe('every question', () => {
  it.each(Object.entries(ASKED))('ends as cancelled on Ctrl-C with the cursor shown: %s', async (scenario, asked) => {
    await using terminal = await open(scenario);
    await terminal.waitFor(asked);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual(CANCELLED);
    expect(terminal.isCursorVisible()).toBe(true);
    expect(terminal.screen().at(-1)).toBe('✗ CANCELLED stopped by the operator');
    expect(terminal.screen()[0]).toMatch(/^\? /);
    expect(terminal.screen().join('\n')).not.toContain('Enter to choose');
  });

  it.each(Object.entries(ASKED))('ends as cancelled on Ctrl-D: %s', async (scenario, asked) => {
    await using terminal = await open(scenario);
    await terminal.waitFor(asked);
    terminal.press('ctrl-d');
    expect(await terminal.exited).toEqual(CANCELLED);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it.each(Object.entries(ASKED))('ends on SIGTERM with its reason: %s', async (scenario, asked) => {
    await using terminal = await open(scenario);
    await terminal.waitFor(asked);
    terminal.kill('SIGTERM');
    expect(await terminal.exited).toEqual(CANCELLED);
    expect(terminal.isCursorVisible()).toBe(true);
    expect(terminal.screen().at(-1)).toBe('✗ CANCELLED ended by SIGTERM');
  });

  it('goes to stderr, so that the answer alone is in a redirected stdout', async () => {
    await using terminal = await openTerminal({
      command: '/bin/sh',
      args: ['-c', `"${process.execPath}" "${ask.file}" select | sed 's/^/got /'`],
    });
    await terminal.waitFor(/❯ legacy/);
    terminal.press('enter');
    await terminal.exited;
    expect(terminal.scrollback()).toEqual(['✓ Which function signs? legacy-signer', 'got answer: "legacy"']);
  });

  it('is an error that names its flag when input is not a terminal', async () => {
    await using terminal = await openTerminal({
      command: '/bin/sh',
      args: ['-c', `"${process.execPath}" "${ask.file}" typed < /dev/null`],
    });
    expect(await terminal.exited).toEqual({ exitCode: 2 });
    expect(terminal.screen()[0]).toBe('✗ INPUT_REQUIRED --confirm is needed and there is no terminal to ask on');
  });
});
