import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account } from './account.ts';
import { BEARER, startExternalCa } from './external-server.ts';
import { readyOf, walkTo } from './walk.ts';
import { chooses, openInit } from './walk-pages.ts';

const OFFER = /^\? Go on with your answers of [^]*❯ on to the plan[^]* move/m;

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe.concurrent('init again after a stop', () => {
  it('goes to the plan with one Enter, and to each question with its answer when that is wanted', async () => {
    const account = seeded.copy();
    {
      await using terminal = await openInit(account, 50);
      await walkTo('authority', terminal);
      await chooses(terminal, 'P384');
      await terminal.waitFor(readyOf('validity'));
      terminal.type('90\r');
      await walkTo('prepare', terminal, 'impact');
      terminal.press('end', 'enter');
      expect(await terminal.exited).toEqual({ exitCode: 130 });
    }
    {
      await using terminal = await openInit(account);
      await terminal.waitFor(OFFER);
      terminal.press('enter');
      await terminal.waitFor(readyOf('prepare'));
      const said = terminal.scrollback().join('\n');
      expect(said).toMatch(/✓ Which CA issues the certificates\? Acme Device CA P384\n✓ For how many days[^\n]* 90\n/);
      expect(said).not.toMatch(/^[2-5]\/8/m);
      terminal.press('ctrl-c');
      expect(await terminal.exited).toEqual({ exitCode: 130 });
    }
    await using terminal = await openInit(account, 50);
    await terminal.waitFor(OFFER);
    await chooses(terminal, 'look at each');
    await terminal.waitFor(readyOf('function'));
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA issues[^]*❯ Acme Device CA P384[^]* move/m);
    terminal.press('enter');
    await terminal.waitFor(/^\? For how many days[^?]*\? \(90\)/m);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
  });

  it('keeps nothing that is secret, and nothing after the switch', async () => {
    const account = seeded.copy();
    const kept = join(account.home, 'answers', '000000000000-us-east-1', 'init.json');
    await using ca = await startExternalCa();
    {
      await using terminal = await openInit(account, 50);
      await walkTo('authority', terminal);
      await chooses(terminal, 'my own');
      await terminal.waitFor(/^\? Where is your CA\?/m);
      await chooses(terminal, 'webhook');
      await terminal.waitFor(/^\? URL of the webhook/m);
      terminal.type(`${ca.origin}/sign\r`);
      await terminal.waitFor(/^\? File with the root of the server's TLS certificate/m);
      terminal.type(`${account.file('roots.pem', ca.rootsPem)}\r`);
      await terminal.waitFor(/^\? How does the webhook know the signer\?/m);
      await chooses(terminal, 'bearer token');
      await terminal.waitFor(/^\? Bearer token/m);
      terminal.type(`${BEARER}\r`);
      await terminal.waitFor(/^\? File with the certificate of the CA that issues/m);
      terminal.press('ctrl-c');
      expect(await terminal.exited).toEqual({ exitCode: 130 });
    }
    expect(readFileSync(kept, 'utf8')).toContain(`${ca.origin}/sign`);
    expect(readFileSync(kept, 'utf8')).not.toContain(BEARER);

    await using terminal = await openInit(account, 50);
    await terminal.waitFor(OFFER);
    terminal.press('enter');
    await terminal.waitFor(/^\? Bearer token/m);
    terminal.press('ctrl-c');
    await terminal.exited;
  });

  it('asks nothing of before when it is told to begin anew', async () => {
    const account = seeded.copy();
    {
      await using terminal = await openInit(account, 50);
      await walkTo('validity', terminal);
      terminal.press('ctrl-c');
      await terminal.exited;
    }
    await using terminal = await openInit(account, 50);
    await terminal.waitFor(OFFER);
    await chooses(terminal, 'begin anew');
    await walkTo('keep', terminal);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect((await account.run(['rollback', '--sandbox', '--yes'])).exitCode).toBe(0);
    await using again = await openInit(account, 50);
    // One choice for the function that is there, and not two.
    await again.waitFor(/^\? Which Lambda function[^]*❯ certprov-signer +built in, prepared already[^]* move/m);
    expect(again.screen().filter((line) => line.includes('certprov-signer'))).toHaveLength(1);
    again.press('ctrl-c');
    await again.exited;
  });
});
