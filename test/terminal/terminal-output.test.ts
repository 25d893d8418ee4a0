import { spawn } from 'node:child_process';
import { openSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTerminal } from '../support/pty.ts';
import { bundle, type Bundle } from './fixtures/bundle.ts';

let say: Bundle;
beforeAll(async () => {
  say = await bundle('say.ts');
});
afterAll(() => say.remove());

const ENV = { LANG: 'C.UTF-8' };

async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [say.file, ...args], {
    env: { ...ENV, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { stdout, stderr, exitCode: await closed };
}

const open = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  openTerminal({ command: process.execPath, args: [say.file, ...args], env });

describe('createOutput in a pipe', () => {
  it('puts the answer on stdout and all else on stderr, one line per piece of work', async () => {
    expect(await run(['everything'])).toEqual({
      stdout: 'done\\u{1b}[2J\n',
      stderr: 'title\n✗ no permission\n  fix: grant it\n  ✓ role created\n',
      exitCode: 0,
    });
  });

  it('prints one JSON document with --json and leaves stderr as it is', async () => {
    const [plain, json] = await Promise.all([run(['everything']), run(['everything', '--json'])]);
    expect(json.stdout).toBe('{\n  "signing": "self-managed"\n}\n');
    expect(json.stderr).toBe(plain.stderr);
  });

  it('colours both streams when colour is forced, and writes ASCII where Unicode cannot be read', async () => {
    const coloured = await run(['everything'], { FORCE_COLOR: '1' });
    expect(coloured.stderr).toContain('\u001B[1mtitle\u001B[22m\n\u001B[31m✗\u001B[39m no permission');
    const ascii = await run(['everything'], { LANG: 'C' });
    expect(ascii.stderr).toBe('title\nx  no permission\n  fix: grant it\n  ok role created\n');
  });

  it.each(['stdout', 'stderr'] as const)('ends in silence when the reader of %s goes away', async (gone) => {
    const child = spawn(process.execPath, [say.file, 'flood'], { env: ENV, stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    const other = gone === 'stdout' ? child.stderr : child.stdout;
    child[gone].destroy();
    const rest = await text(other);
    expect(await closed).toBe(0);
    expect(rest.split('\n').filter((line) => !/^(line \d+|x*)$/.test(line))).toEqual([]);
  });

  it('does not lose the answer in silence when the disk is full', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [say.file, 'everything', '--json'], {
      env: ENV,
      stdio: ['ignore', full, 'pipe'],
    });
    const closed = new Promise<number | null>((resolve) => child.once('close', resolve));
    expect(await text(child.stderr!)).toContain('stdout could not be written: ENOSPC');
    expect(await closed).toBe(1);
  });
});

describe('createOutput in a terminal', () => {
  it('moves a spinner, says lines above it, and leaves its last line only', async () => {
    await using terminal = await open(['spinner']);
    await terminal.waitFor(/^begun\n\S creating the role\\u\{1b\}\[2J$/m);
    expect(terminal.isCursorVisible()).toBe(false);
    terminal.kill('SIGUSR2');
    const shown = await terminal.waitFor(/^\S waiting for the role$/m);
    expect(shown.slice(0, 3)).toEqual(['begun', '  ! inner work is slow', 'said meanwhile']);
    terminal.kill('SIGUSR2');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen()).toEqual([
      'begun',
      '  ! inner work is slow',
      'said meanwhile',
      '  ✓ role created',
      'done',
    ]);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it('ends and shows the cursor when work was abandoned', async () => {
    await using terminal = await open(['abandoned']);
    await terminal.waitFor('never ended');
    terminal.kill('SIGUSR2');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen()).toEqual([]);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  it.each([
    ['CI', { CI: 'true' }, []],
    ['--json', {}, ['--json']],
    ['a dumb terminal', { TERM: 'dumb' }, []],
    ['CERTPROV_ACCESSIBLE', { CERTPROV_ACCESSIBLE: '1' }, []],
  ])('draws nothing twice with %s', async (_what, env, options) => {
    await using terminal = await open(['spinner', ...options], { ...env, NO_COLOR: '1' });
    await terminal.waitFor('begun');
    terminal.kill('SIGUSR2');
    await terminal.waitFor('said meanwhile');
    terminal.kill('SIGUSR2');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.raw()).not.toContain('\u001B');
    expect(terminal.raw()).toMatch(/^ {2}(✓|ok) role created/m);
  });

  it('says in plain lines when a piece of work begins', async () => {
    await using terminal = await open(['everything'], { ACCESSIBLE: '1' });
    await terminal.exited;
    expect(terminal.screen().slice(3, 5)).toEqual(['  creating the role...', '  ✓ role created']);
  });
});
