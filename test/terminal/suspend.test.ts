import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal, type OpenTerminal } from '../support/pty.ts';
import { bundle, type Bundle } from './fixtures/bundle.ts';

let ask: Bundle;
beforeAll(async () => {
  ask = await bundle('ask.ts');
});
afterAll(() => ask.remove());

const ENV = { NO_COLOR: '1', PS1: 'shell> ' };

/** Interactive shells, which give each command a process group of its own and take the terminal back when it stops. */
const SHELLS = {
  // It puts its own settings of the terminal back.
  bash: ['bash', '--norc', '--noprofile', '-i'],
  // It leaves the terminal as the stopped program had it.
  dash: ['dash', '-i'],
} as const;

async function inShell(shell: keyof typeof SHELLS, scenario: string, env: Readonly<Record<string, string>> = {}) {
  const [command, ...args] = SHELLS[shell];
  const terminal = await openTerminal({ command, args, env: { ...ENV, ...env }, patienceMs: 15_000 });
  await terminal.waitFor(/^shell>$/m);
  terminal.type(`"${process.execPath}" "${ask.file}" ${scenario}\r`);
  return terminal;
}

/** Stops it as a person does; the shell answers again, in a terminal that echoes and edits lines. */
async function stop(terminal: OpenTerminal): Promise<void> {
  terminal.press('ctrl-z');
  await terminal.waitFor(/Stopped[^]*^shell>$/m);
  terminal.type('stty -a\r');
  await terminal.waitFor(/iexten[^]*^shell>$/m);
  const settings = terminal.screen().join('\n');
  expect(settings).toMatch(/(?<!-)\bicanon\b/);
  expect(settings).toMatch(/(?<!-)\becho\b/);
  expect(settings).toMatch(/(?<!-)\bisig\b/);
  expect(terminal.isCursorVisible()).toBe(true);
  terminal.type('clear\r');
  await terminal.waitUntil((screen) => screen.join('\n') === 'shell>', 'an empty screen');
}

/** The shell has its terminal back, and tells how the program ended; a list of commands would have ended at the stop. */
async function expectEnded(terminal: OpenTerminal, code: number, said: RegExp): Promise<void> {
  await terminal.waitUntil(
    (screen) => said.test(screen.join('\n')) && screen.at(-1) === 'shell>',
    `${said}, and the shell`,
  );
  terminal.type('echo "ended with $?"\r');
  await terminal.waitFor(new RegExp(`^ended with ${code}\nshell>$`, 'm'));
}

/** What each question shows, what is typed before it is stopped, how it looks again, and what ends it then. */
const QUESTIONS = [
  ['select', /❯ legacy-signer/, '\u001B[A', /^\? Which function signs\?[^]*❯ acme-iot-signer/m, '\r', '"acme"'],
  ['search', /1 of 5,000/, 'n-499', /^\? Which function\? n-499\n[^]*1 of 11 /m, '\r', '"499"'],
  ['arriving', /1 of 2 · more are arriving/, '', /^\? Which function\?[^]*❯ function-0/m, '\r', '"0"'],
  ['input', /\(certprov-signer\)/, 'my-sig', /^\? Name of the function my-sig$/m, 'ner\r', '"my-signer"'],
  ['secret', /What is the passphrase/, 'half', /^\? What is the passphrase\?$/m, 'whole\r', '"whole"'],
  ['confirm', /\(y\/N\)/, '', /^\? Delete the[^]*\(y\/N\)/m, 'y\r', 'true'],
  [
    'typed',
    /to stop here:/,
    '',
    /^\? Type 000000000000\/us-east-1/m,
    '000000000000/us-east-1\r',
    '"000000000000/us-east-1"',
  ],
] as const;

describe.skipIf(process.platform === 'win32').concurrent('Ctrl-Z at a question', () => {
  it.each(QUESTIONS)('%s: stops, and `fg` goes on with it', async (scenario, asked, typed, again, answer, answered) => {
    await using terminal = await inShell('bash', scenario);
    await terminal.waitFor(asked);
    terminal.type(typed);
    await stop(terminal);
    terminal.type('fg\r');
    await terminal.waitFor(again);
    terminal.type(answer);
    await expectEnded(terminal, 0, new RegExp(`^answer: ${answered}$`, 'm'));
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it.each(['bash', 'dash'] as const)('gives %s a terminal that is not raw, twice', async (shell) => {
    await using terminal = await inShell(shell, 'input');
    await terminal.waitFor(/\(certprov-signer\)/);
    await stop(terminal);
    terminal.type('fg\r');
    await terminal.waitFor(/^\? Name of the function \(certprov-signer\)$/m);
    await stop(terminal);
    terminal.type('fg\r');
    await terminal.waitFor(/^\? Name of the function \(certprov-signer\)$/m);
    terminal.type('x\r');
    await expectEnded(terminal, 0, /^answer: "x"$/m);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it('leaves a line that says how to go on', async () => {
    await using terminal = await inShell('bash', 'input');
    await terminal.waitFor(/\(certprov-signer\)/);
    terminal.press('ctrl-z');
    const screen = await terminal.waitFor(/Stopped[^]*^shell>$/m);
    expect(screen).toContain('? Name of the function (stopped: fg goes on)');
  });

  it('ends as always when Ctrl-C comes after `fg`, and when the shell ends it', async () => {
    await using terminal = await inShell('bash', 'select');
    await terminal.waitFor(/❯ legacy-signer/);
    await stop(terminal);
    terminal.type('fg\r');
    await terminal.waitFor(/❯ legacy-signer/);
    terminal.press('ctrl-c');
    await expectEnded(terminal, 130, /CANCELLED stopped by the operator/);
    terminal.type(`clear; "${process.execPath}" "${ask.file}" select\r`);
    await terminal.waitFor(/❯ legacy-signer/);
    await stop(terminal);
    terminal.type('kill -TERM %1; fg\r');
    await expectEnded(terminal, 130, /CANCELLED ended by SIGTERM/);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it('is stopped by somebody else as well, and goes on', async () => {
    await using terminal = await inShell('dash', 'select --pid');
    await terminal.waitFor(/❯ legacy-signer/);
    const pid = Number(/^pid (\d+)/m.exec(terminal.raw())?.[1]);
    process.kill(pid, 'SIGSTOP');
    await terminal.waitFor(/Stopped[^]*shell>/m);
    // The shell reads a raw terminal now, in which Enter is no new line.
    terminal.type('fg\n');
    await terminal.waitFor(/Stopped[^]*^\? Which function signs\?[^]*^❯ legacy-signer/m);
    terminal.press('up', 'enter');
    await terminal.waitFor(/^answer: "acme"$/m);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it('goes on in the background only when it is brought to the front', async () => {
    await using terminal = await inShell('bash', 'select');
    await terminal.waitFor(/❯ legacy-signer/);
    await stop(terminal);
    terminal.type('bg\r');
    // The shell repeats the command, which is wider than the terminal where Node has a long path.
    await terminal.waitFor(/^\[1\]\+? [^]*&$[^]*^shell>/m);
    // Until it is stopped again, since it may not touch a terminal that is another's.
    terminal.type('wait %1; jobs\r');
    await terminal.waitFor(/^\[1\]\+? +Stopped/m);
    terminal.type('clear; fg\r');
    await terminal.waitFor(/^\? Which function signs\?[^]*❯ legacy-signer/m);
    terminal.press('enter');
    await expectEnded(terminal, 0, /^answer: "legacy"$/m);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it('says so where no shell could take over, and asks again', async () => {
    await using terminal = await openTerminal({ command: process.execPath, args: [ask.file, 'input'], env: ENV });
    await terminal.waitFor(/\(certprov-signer\)/);
    terminal.type('my-');
    terminal.press('ctrl-z');
    await terminal.waitFor(/no shell here[^]*^\? Name of the function my-$/m);
    terminal.type('one\r');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen().at(-1)).toBe('answer: "my-one"');
  });

  it.each(['select', 'input', 'typed'])('repeats the question in plain lines: %s', async (scenario) => {
    await using terminal = await inShell('bash', scenario, { CERTPROV_ACCESSIBLE: '1' });
    const question = { select: /or Enter for 2:$/, input: /\(Enter for certprov-signer\)$/, typed: /to stop here:$/ };
    const asked = question[scenario as keyof typeof question];
    await terminal.waitFor(asked);
    await stop(terminal);
    terminal.type('fg\r');
    await terminal.waitFor(asked);
    terminal.type(scenario === 'typed' ? '000000000000/us-east-1\r' : '1\r');
    await expectEnded(terminal, 0, /^answer: "(?:acme|1|000000000000\/us-east-1)"$/m);
    expect(terminal.raw()).not.toContain('\u001B[?25l');
  });
});
