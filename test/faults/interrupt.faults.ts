import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { Account, PLACE } from '../e2e/account.ts';
import {
  ENABLED,
  expectBothWays,
  expectLeft,
  expectStopped,
  NOTHING_CHANGED,
  PREPARED,
  PREPARED_ONLY,
  shown,
} from './stopped.ts';
import { effectsIn, journaled, QUESTIONS, regionOf, walkFromShell, walkTo } from '../e2e/walk.ts';
import { withoutTemplates } from './without-templates.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe.concurrent.each([
  ['Ctrl-C', '\u0003'],
  ['Ctrl-D', '\u0004'],
] as const)('%s at a question', (_name, key) => {
  it.each(QUESTIONS.map(({ name }) => name))('%s: says how the account is left, and it is so', async (question) => {
    const account = seeded.copy();
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    await walkTo(question, terminal);
    terminal.type(key);
    await expectStopped(terminal);
    expect(await journaled(account)).toEqual(await effectsIn(account));
    await expectLeft(question, terminal, account, seeded);
  });
});

describe.concurrent('Ctrl-C during a call', () => {
  it.each([
    ['ListCertificateProviders', '', /^\S reading the account$/m],
    ['ListFunctions', '', /^ {2}looking\.\.\.$/m],
    ['ListCertificateAuthorities', 'authority', /^\S reading the certificate authorities$/m],
    ['GetRole', 'impact', /^\S reading the account$/m],
  ])('%s: stops at once, since nothing is being changed', async (operation, before, underWay) => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'hang' });
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    const answered = QUESTIONS.slice(
      0,
      QUESTIONS.findIndex(({ name }) => name === before),
    );
    for (const { ready, recommended } of before === '' ? [] : answered) {
      await terminal.waitFor(ready);
      terminal.type(recommended);
    }
    await terminal.waitFor(underWay);
    terminal.press('ctrl-c');
    await expectStopped(terminal);
    expect(shown(terminal)).toMatch(NOTHING_CHANGED);
    expect(await effectsIn(account)).toEqual([]);
  });

  it.each([
    ['CreateRole', 1],
    ['CreateFunction', 3],
    ['AddPermission', 4],
  ] as const)('%s: lets it end, and stops behind it', async (operation, applied) => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'delay', delayMs: 2000 });
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('prepare', terminal);
    terminal.press('enter');
    await terminal.waitFor(new RegExp(`^\\S \\w+:${operation}`, 'm'));
    terminal.press('ctrl-c');
    await terminal.waitFor('stopping after this action; once more to stop at once');
    await expectStopped(terminal);
    expect(shown(terminal)).toContain(`nothing that affects devices was done · ${applied} of 5 actions applied`);
    expect(await effectsIn(account)).toEqual(PREPARED.slice(0, applied));
    expect(await journaled(account)).toEqual(PREPARED.slice(0, applied));
    await expectBothWays(account, seeded);
  });

  it('Invoke: stops the trial at once, with everything prepared and nothing switched', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'Invoke', kind: 'hang' });
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('prepare', terminal);
    terminal.press('enter');
    await terminal.waitFor(/^\S trial signing$/m);
    terminal.press('ctrl-c');
    await expectStopped(terminal);
    expect(shown(terminal)).toMatch(PREPARED_ONLY);
    expect(await journaled(account)).toEqual(PREPARED);
    account.mend();
    await expectBothWays(account, seeded);
  });

  it('CreateCertificateProvider: lets the switch end, and says that it was made', async () => {
    const account = seeded.copy();
    await account.fault({ operation: 'CreateCertificateProvider', kind: 'delay', delayMs: 2000 });
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('confirmation', terminal);
    terminal.type('000000000000/us-east-1\r');
    await terminal.waitFor(/^\S iot:CreateCertificateProvider/m);
    terminal.press('ctrl-c');
    await expectStopped(terminal);
    expect(shown(terminal)).toMatch(
      /the switch was made, and AWS confirmed it\n {2}who signs now:\n {4}npx certprov status --sandbox\n {2}back to AWS:\n {4}npx certprov rollback --sandbox/,
    );
    expect(await effectsIn(account)).toEqual(ENABLED);
    expect(await journaled(account)).toEqual(ENABLED);
    await expectBothWays(account, seeded);
  });
});

describe.concurrent('a second Ctrl-C', () => {
  it.each([
    ['CreateRole', 'prepare', '\r', []],
    ['CreateCertificateProvider', 'confirmation', '000000000000/us-east-1\r', PREPARED],
  ] as const)('ends at once during %s, whose intent is in the journal', async (operation, question, answer, before) => {
    const account = seeded.copy();
    await account.fault({ operation, kind: 'hang' });
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary']);
    await walkTo(question, terminal);
    terminal.type(answer);
    await terminal.waitFor(new RegExp(`^\\S \\w+:${operation}`, 'm'));
    terminal.press('ctrl-c');
    await terminal.waitFor('stopping after this action; once more to stop at once');
    terminal.press('ctrl-c');
    await expectStopped(terminal);
    expect(shown(terminal)).toMatch(/ended at once: the action under way may have been done/);
    expect(await effectsIn(account)).toEqual(before);
    expect(await journaled(account)).toEqual(ENABLED.slice(0, before.length + 1));
    account.mend();
    await expectBothWays(account, seeded);
  });
});

/** The shell is gone before the program that it ran. */
function isFree({ home }: Account): boolean {
  const folder = join(home, 'lock', PLACE.replace('/', '-'));
  return readdirSync(folder).every((name) => readFileSync(join(folder, name), 'utf8') === 'released');
}

/** As where the signal comes late, or to nobody: the end of the terminal itself is then all that tells. */
const DEAF = `const { on } = process;
process.on = function (name, listener) {
  return on.call(this, name, name === 'SIGHUP' ? () => undefined : listener);
};`;
const TERMINALS: readonly (readonly [how: string, env: Readonly<Record<string, string>>])[] = [
  ['with a SIGHUP', {}],
  ['without one', { NODE_OPTIONS: `--import data:text/javascript,${encodeURIComponent(DEAF)}` }],
];

describe.concurrent.each(TERMINALS)('a terminal that goes away %s', (_how, env) => {
  it('during a question ends the program, and the account is as the journal says', async () => {
    const account = seeded.copy();
    await using terminal = await walkFromShell(account, ['init', '--sandbox', '--no-canary'], { env });
    await walkTo('confirmation', terminal);
    terminal.hangUp();
    await vi.waitUntil(() => isFree(account), { timeout: 30_000 });
    expect(await effectsIn(account)).toEqual(PREPARED);
    expect(await journaled(account)).toEqual(PREPARED);
    await expectBothWays(account, seeded);
  });

  it('has what the canary needed for a time removed all the same', async () => {
    const bare = await withoutTemplates(seeded);
    const account = bare.copy();
    await using terminal = await walkFromShell(account, ['init', '--sandbox'], { env });
    await walkTo('confirmation', terminal);
    expect((await regionOf(account)).provisioningTemplates).toEqual({ 'certprov-canary': expect.anything() });
    terminal.hangUp();
    await vi.waitUntil(() => isFree(account), { timeout: 30_000 });
    expect((await regionOf(account)).provisioningTemplates).toEqual({});
    await expectBothWays(account, bare);
  });
});
