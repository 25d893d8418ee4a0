import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { effectsIn, QUESTIONS, readyOf, regionOf, walkTo } from './walk.ts';
import { chooses, lastQuestion, openInit } from './walk-pages.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

describe.concurrent('a page of init, at 80 × 24', () => {
  it('has its title, what it says and its question on the screen together', async () => {
    const account = seeded.copy();
    await using terminal = await openInit(account);
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
    await using terminal = await openInit(seeded.copy());
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
    await using terminal = await openInit(seeded.copy(), 80);
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
    await using terminal = await openInit(account, 50);
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
    await using terminal = await openInit(account, 50);
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
    await using terminal = await openInit(seeded.copy(), 50);
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
    await using terminal = await openInit(account);
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
    await using terminal = await openInit(account, 50);
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
