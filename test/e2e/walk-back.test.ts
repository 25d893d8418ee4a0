import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { OpenTerminal } from '../support/pty.ts';
import { Account, PLACE } from './account.ts';
import { BEARER, startExternalCa } from './external-server.ts';
import { effectsIn, QUESTIONS, readyOf, regionOf, walk, walkTo } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const INIT = ['init', '--sandbox', '--no-canary'];
const SMALL = { columns: 80, rows: 24 };
const OFFER = /^\? Go on with your answers of [^]*❯ on to the plan[^]* move/m;

const open = (account: Account, rows = 24): Promise<OpenTerminal> => walk(account, INIT, { ...SMALL, rows });

/** Goes to a choice of the open list, by words of its label that no other has. */
async function chooses(terminal: OpenTerminal, label: string): Promise<void> {
  terminal.type(label);
  await terminal.waitFor(new RegExp(`❯ [^\\n]*${label}[^]*1 of 1 `));
  terminal.press('enter');
}

describe.concurrent('a page of init, at 80 × 24', () => {
  it('has its title, what it says and its question on the screen together', async () => {
    const account = seeded.copy();
    await using terminal = await open(account);
    const titles = ['1/8', '3/8', '3/8', '4/8', '5/8', '6/8', '8/8'];
    const first = (await terminal.waitFor(readyOf('function'))).join('\n');
    expect(first).toMatch(/^1\/8[^]*device ── CSR ──▶ AWS IoT ── signs[^]*^2\/8/m);
    for (const [at, { ready, recommended }] of QUESTIONS.slice(0, titles.length).entries()) {
      const shown = await terminal.waitFor(ready);
      expect(shown.filter((line) => line.startsWith(titles[at]!))).toHaveLength(1);
      expect(shown.length).toBeLessThanOrEqual(24);
      terminal.type(recommended);
    }
    await terminal.waitFor(readyOf('keep'));
    expect(terminal.torn()).toEqual([]);
  });

  it('shows all choices below the whole plan, and the permission when it is asked for', async () => {
    await using terminal = await open(seeded.copy());
    const plan = (await walkTo('prepare', terminal)).join('\n');
    expect(plan).toMatch(/6\/8[^]*1 {2}iam:CreateRole[^]*5 {2}iot:CreateCertificateProvider[^]*rights {2}user/);
    expect(plan).toMatch(/❯ prepare[^]*show the permission[^]*change an answer[^]*save the plan[^]*stop/);
    expect(terminal.scrollback().join('\n')).not.toContain('"Sid"');
    await chooses(terminal, 'permission');
    const shown = (await terminal.waitFor(/^\? Seen\?[^]* move/m)).join('\n');
    expect(shown).toMatch(/"Service": "iot\.amazonaws\.com"[^]*"AWS:SourceAccount": "000000000000"/);
    expect(shown).toMatch(/certprov-signer: code SHA-256 {2}\S+=/);
    terminal.press('enter');
    await terminal.waitFor(/6\/8[^]*❯ prepare/);
  });

  it('stops at the devices that are touched, with everything about them on request', async () => {
    await using terminal = await open(seeded.copy(), 80);
    await walkTo('impact', terminal);
    await chooses(terminal, 'details');
    await terminal.waitFor(/template +signed by +why[^]*acme-meters[^]*fix: [^]*^\? Seen\?/m);
    terminal.press('escape');
    await terminal.waitFor(/Seen[^]*4\/8[^]*^\? Go on with these devices\?/m).catch(() => undefined);
    await terminal.waitFor(readyOf('impact'));
    expect(terminal.scrollback().filter((line) => line.startsWith('5/8'))).toEqual([]);
  });
});

describe.concurrent('the way back in init', () => {
  it('leads from every question to the one before, and keeps what was answered', async () => {
    const account = seeded.copy();
    await using terminal = await open(account, 50);
    await walkTo('validity', terminal);
    terminal.type('30\r');
    await walkTo('prepare', terminal, 'impact');
    const walked = ['devices', 'impact', 'validity', 'authority', 'function'];
    for (const name of walked) {
      terminal.press('escape');
      const ready = name === 'validity' ? /^\? For how many days[^?]*\? \(30\)/m : readyOf(name);
      await terminal.waitUntil((lines) => ready.test(lastQuestion(lines)), name);
    }
    // There is none before the first.
    terminal.press('escape', 'enter');
    await terminal.waitUntil((lines) => readyOf('authority').test(lastQuestion(lines)), 'authority');
    terminal.press('enter');
    await terminal.waitUntil((lines) => /^\? For how many days[^?]*\? \(30\)/.test(lastQuestion(lines)), '30 days');
    terminal.press('enter');
    await walkTo('confirmation', terminal, 'impact');
    expect((await regionOf(account)).functions['certprov-signer']?.latest).toMatchObject({
      environment: { CERTPROV_VALIDITY_DAYS: '30' },
    });
    expect(terminal.torn()).toEqual([]);
  });

  it('leads from the plan to any answer, and from there to the plan at once', async () => {
    const account = seeded.copy();
    await using terminal = await open(account, 50);
    await walkTo('prepare', terminal);
    await chooses(terminal, 'change an');
    await terminal.waitFor(/^\? Which answer\?[^]*Which CA issues the certificates\? {2}Acme Device CA P256/m);
    await chooses(terminal, 'Which CA issues');
    await terminal.waitFor(/^\? Which CA issues[^]*❯ Acme Device CA P256[^]* move/m);
    await chooses(terminal, 'P384');
    await terminal.waitUntil((lines) => readyOf('prepare').test(lastQuestion(lines)), 'the plan');
    terminal.press('enter');
    await terminal.waitFor(readyOf('confirmation'));
    expect(terminal.screen().join('\n')).not.toContain('P256 only');
    expect(terminal.scrollback().join('\n')).toMatch(/✓ issued by the linked CA +Acme Device CA P384/);
  });

  it('asks only what a changed answer leaves open', async () => {
    await using terminal = await open(seeded.copy(), 50);
    await walkTo('prepare', terminal);
    await chooses(terminal, 'change an');
    await terminal.waitFor(/^\? Which answer\?/m);
    await chooses(terminal, 'Which Lambda');
    await terminal.waitUntil((lines) => /^\? Which Lambda[^]* move/.test(lastQuestion(lines)), 'the functions');
    await chooses(terminal, 'acme-iot-signer');
    await terminal.waitFor(/^\? Which CA does acme-iot-signer use\?[^]* move/m);
    terminal.press('enter');
    const plan = await terminal.waitUntil((lines) => readyOf('prepare').test(lastQuestion(lines)), 'the plan');
    expect(plan.join('\n').split('6/8').at(-1)).not.toContain('lambda:CreateFunction');
  });

  it('leads from the words to type to the plan, where what is prepared is there already', async () => {
    const account = seeded.copy();
    await using terminal = await open(account);
    await walkTo('confirmation', terminal);
    terminal.press('escape');
    const plan = await terminal.waitFor(/^\? Try the function now\?[^]*❯ try[^]* move/m);
    expect(plan.join('\n')).toContain('nothing: all of it is there already');
    expect(await effectsIn(account)).not.toContain('iot:CreateCertificateProvider');
    terminal.press('enter');
    await terminal.waitFor(readyOf('confirmation'));
    terminal.type(`${PLACE}\r`);
    await terminal.waitFor(readyOf('keep'));
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect((await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0'])).exitCode).toBe(0);
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('says at a stop after that, what stays', async () => {
    const account = seeded.copy();
    await using terminal = await open(account, 50);
    await walkTo('confirmation', terminal);
    terminal.press('escape');
    await terminal.waitFor(/^\? Try the function now\?[^]* move/m);
    terminal.press('end', 'enter');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
    expect(terminal.scrollback().join('\n')).toMatch(
      /nothing that affects devices was done · what was prepared stays\n {2}go on:\n {4}[^\n]*\n {2}back:\n {4}npx certprov rollback --sandbox --all/,
    );
  });
});

describe.concurrent('an answer that cannot be used', () => {
  it('is asked again with the reason: a URL without a path, another machine, a key that is none', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    await using terminal = await open(account, 50);
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

describe.concurrent('init again after a stop', () => {
  it('goes to the plan with one Enter, and to each question with its answer when that is wanted', async () => {
    const account = seeded.copy();
    {
      await using terminal = await open(account, 50);
      await walkTo('authority', terminal);
      await chooses(terminal, 'P384');
      await terminal.waitFor(readyOf('validity'));
      terminal.type('90\r');
      await walkTo('prepare', terminal, 'impact');
      terminal.press('end', 'enter');
      expect(await terminal.exited).toEqual({ exitCode: 130 });
    }
    {
      await using terminal = await open(account);
      await terminal.waitFor(OFFER);
      terminal.press('enter');
      await terminal.waitFor(readyOf('prepare'));
      const said = terminal.scrollback().join('\n');
      expect(said).toMatch(/✓ Which CA issues the certificates\? Acme Device CA P384\n✓ For how many days[^\n]* 90\n/);
      expect(said).not.toMatch(/^[2-5]\/8/m);
      terminal.press('ctrl-c');
      expect(await terminal.exited).toEqual({ exitCode: 130 });
    }
    await using terminal = await open(account, 50);
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
      await using terminal = await open(account, 50);
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

    await using terminal = await open(account, 50);
    await terminal.waitFor(OFFER);
    terminal.press('enter');
    await terminal.waitFor(/^\? Bearer token/m);
    terminal.press('ctrl-c');
    await terminal.exited;
  });

  it('asks nothing of before when it is told to begin anew', async () => {
    const account = seeded.copy();
    {
      await using terminal = await open(account, 50);
      await walkTo('validity', terminal);
      terminal.press('ctrl-c');
      await terminal.exited;
    }
    await using terminal = await open(account, 50);
    await terminal.waitFor(OFFER);
    await chooses(terminal, 'begin anew');
    await walkTo('keep', terminal);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect((await account.run(['rollback', '--sandbox', '--yes'])).exitCode).toBe(0);
    await using again = await open(account, 50);
    // One choice for the function that is there, and not two.
    await again.waitFor(/^\? Which Lambda function[^]*❯ certprov-signer +built in, prepared already[^]* move/m);
    expect(again.screen().filter((line) => line.includes('certprov-signer'))).toHaveLength(1);
    again.press('ctrl-c');
    await again.exited;
  });
});

describe.concurrent('the plan', () => {
  it('can be saved for somebody else, and nothing is changed', async () => {
    const account = seeded.copy();
    await using terminal = await open(account, 50);
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

/** From the question that is open to the end of the screen. */
function lastQuestion(lines: readonly string[]): string {
  return lines.slice(lines.findLastIndex((line) => line.startsWith('? '))).join('\n');
}
