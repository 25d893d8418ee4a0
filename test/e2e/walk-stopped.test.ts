import { existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { packageRoot } from '../../src/local/package-root.ts';
import { openTerminal, type OpenTerminal } from '../support/pty.ts';
import { Account } from './account.ts';
import { QUESTIONS } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

/** How people call it; each with what runs beside it in the shell's job. */
const CALLS = {
  node: () => `"${process.execPath}" "${join(inject('installed'), 'bin', 'certprov.js')}"`,
  'npx, in a clone': () => 'npx certprov',
  'the installed command': () => {
    const bin = join(inject('scratch'), 'prefix', 'bin');
    mkdirSync(bin, { recursive: true });
    const command = join(bin, 'certprov');
    if (!existsSync(command)) symlinkSync(join(inject('installed'), 'bin', 'certprov.js'), command);
    return `"${command}"`;
  },
} as const;

async function shellIn({ home }: Account): Promise<OpenTerminal> {
  const terminal = await openTerminal({
    command: 'bash',
    args: ['--norc', '--noprofile', '-i'],
    cwd: packageRoot(),
    rows: 50,
    env: {
      HOME: home,
      CERTPROV_HOME: home,
      AWS_EC2_METADATA_DISABLED: 'true',
      PS1: 'shell> ',
      npm_config_update_notifier: 'false',
    },
  });
  await terminal.waitFor(/^shell>$/m);
  return terminal;
}

async function stopAndGoOn(terminal: OpenTerminal): Promise<void> {
  terminal.press('ctrl-z');
  await terminal.waitFor(/Stopped[^]*^shell>$/m);
  terminal.type('clear\r');
  await terminal.waitUntil((screen) => screen.join('\n') === 'shell>', 'an empty screen');
  terminal.type('fg\r');
}

describe.skipIf(process.platform === 'win32').concurrent('Ctrl-Z at the questions of init', () => {
  it.each(Object.keys(CALLS) as (keyof typeof CALLS)[])('%s: stops all of it, and fg goes on at each', async (call) => {
    const account = seeded.copy();
    await using terminal = await shellIn(account);
    terminal.type(`${CALLS[call]()} init --sandbox --no-canary\r`);
    for (const { ready, recommended } of QUESTIONS) {
      await terminal.waitFor(ready);
      await stopAndGoOn(terminal);
      await terminal.waitFor(ready);
      terminal.type(recommended);
    }
    await terminal.waitFor(/self-managed signing is on for 000000000000 in us-east-1[^]*^shell>$/m);
    terminal.type('echo "ended with $?"; jobs; stty -a\r');
    await terminal.waitFor(/^ended with 0\nspeed[^]*iexten/m);
    expect(terminal.screen().join('\n')).toMatch(/(?<!-)\bicanon\b/);
  });

  it('is a stop like any other while it works, which readline has no part in', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'ListFunctions', kind: 'delay', delayMs: 2000 });
    await using terminal = await shellIn(account);
    terminal.type(`${CALLS.node()} init --sandbox --no-canary\r`);
    await terminal.waitFor(/looking\.\.\./);
    await stopAndGoOn(terminal);
    await terminal.waitFor(/❯ create certprov-signer/);
    terminal.press('ctrl-c');
    await terminal.waitFor(/stopped by the operator[^]*^shell>$/m);
    expect(terminal.isCursorVisible()).toBe(true);
  });
});
