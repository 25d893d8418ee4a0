import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from './account.ts';
import { startExternalCa } from './external-server.ts';
import { walkTo } from './walk.ts';
import { chooses, lastQuestion, openInit } from './walk-pages.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe.concurrent('an answer that cannot be used', () => {
  it('is asked again with the reason: a URL without a path, another machine, a key that is none', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    await using terminal = await openInit(account, 50);
    await walkTo('authority', terminal);
    await chooses(terminal, 'my own');
    await terminal.waitFor(/^\? Where is your CA\?/m);
    await chooses(terminal, 'EST');
    await terminal.waitFor(/^\? URL of the EST server/m);
    terminal.type(`${ca.origin}\r`);
    await terminal.waitFor('✗ a URL with the path of EST, mostly /.well-known/est');
    terminal.press('escape');
    await terminal.waitUntil((lines) => /^\? Where is your CA\?[^]* move/.test(lastQuestion(lines)), 'the kind');
    await chooses(terminal, 'webhook');
    await terminal.waitFor(/^\? URL of the webhook/m);
    terminal.type('https://ca.example.com/sign\r');
    await terminal.waitFor(/^✗ ca\.example\.com is not this machine[^]*^\? URL of the webhook/m);
    terminal.type(`${ca.origin}/sign\r`);
    await terminal.waitFor(/^\? File with the root of the server's TLS certificate/m);
    terminal.press('escape');
    await terminal.waitUntil((lines) => lastQuestion(lines).startsWith('? URL of the webhook'), 'the URL');
    terminal.press('escape');
    await terminal.waitUntil((lines) => /^\? Where is your CA\?[^]* move/.test(lastQuestion(lines)), 'the kind');
    await chooses(terminal, 'in a secret');
    await terminal.waitFor(/^\? Where is the key of the CA\?/m);
    await chooses(terminal, 'key file');
    await terminal.waitFor(/^\? File with the private key/m);
    terminal.type(`${account.file('none.key', 'no key at all')}\r`);
    await terminal.waitFor(/^✗ [^?]*none\.key[^]*^\? File with the private key/m);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});

describe.concurrent('the plan', () => {
  it('can be saved for somebody else, and nothing is changed', async () => {
    const account = seeded.copy();
    await using terminal = await openInit(account, 50);
    await walkTo('prepare', terminal);
    await chooses(terminal, 'save the plan');
    await terminal.waitFor(/^\? File for the plan \(certprov-plan\.json\)/m);
    const taken = account.file('taken.json', '{}');
    terminal.type(`${taken}\r`);
    await terminal.waitFor(/^✗ the plan could not be written[^]*^\? File for the plan/m);
    const file = join(account.home, 'plan.json');
    terminal.type(`${file}\r`);
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(readFileSync(taken, 'utf8')).toBe('{}');
    const { prepare } = (JSON.parse(readFileSync(file, 'utf8')) as { plan: { prepare: { kind: string }[] } }).plan;
    expect(prepare.map(({ kind }) => kind)).toContain('lambda:CreateFunction');
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });
});
