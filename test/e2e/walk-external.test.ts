import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from './account.ts';
import { BEARER, startExternalCa } from './external-server.ts';
import { walk } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe('init with a CA elsewhere, in a terminal', () => {
  it('asks only what its kind needs, echoes no secret, and shows what became of the canary', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary', '--fleet-size', '10000']);
    await terminal.waitFor(/^\? Which Lambda function signs[^]*❯ create certprov-signer[^]* move/m);
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA issues[^]*my own CA elsewhere[^]* move/m);
    terminal.type('my own');
    await terminal.waitFor(/❯ my own CA elsewhere[^]*1 of 1/);
    terminal.press('enter');
    await terminal.waitFor(/^\? Where is your CA\?[^]*❯ own CA, key in KMS[^]* move/m);
    terminal.type('webhook');
    await terminal.waitFor(/❯ webhook[^]*1 of 1/);
    terminal.press('enter');
    await terminal.waitFor(/^\? URL of the webhook/m);
    terminal.type(`${ca.origin}/sign\r`);
    await terminal.waitFor(/^\? File with the root of the server's TLS certificate/m);
    terminal.type(`'${account.file('my roots.pem', ca.rootsPem)}'\r`);
    await terminal.waitFor(/^\? How does the webhook know the signer\?[^]* move/m);
    terminal.type('bearer');
    await terminal.waitFor(/❯ bearer token[^]*1 of 1/);
    terminal.press('enter');
    await terminal.waitFor(/^\? Bearer token/m);
    terminal.type(`${BEARER}\r`);
    await terminal.waitFor('✓ Bearer token given, not shown');
    await terminal.waitFor(/^\? File with the certificate of the CA that issues/m);
    account.file('ca.pem', ca.issuerPem);
    terminal.type('~/ca.pem\r');
    await terminal.waitFor(/^\? For how many days is a certificate valid\?[^?]*\(365\)/m);
    terminal.press('enter');
    await terminal.waitFor(/^\? Go on with these devices\?[^]* move/m);
    terminal.press('enter');
    await terminal.waitFor(/^\? File or folder with CSRs of your devices/m);
    terminal.press('enter');
    await terminal.waitFor(/^\? Prepare it now\?/m);
    const shown = terminal.scrollback().join('\n');
    expect(shown).toContain('The CA signs a canary from this machine: one real certificate');
    expect(shown).toContain('its subject was kept byte for byte');
    expect(shown).toContain('a month with 10,000 new devices: about $0.40');
    expect(terminal.raw()).not.toContain(BEARER);
    expect(terminal.torn()).toEqual([]);
    terminal.press('ctrl-c');
    expect((await terminal.exited).exitCode).toBe(130);
  });
});
