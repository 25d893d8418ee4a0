import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { readyOf, regionOf, walk, walkTo } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const [IMPACT, DEVICES, PREPARE, CONFIRMATION, KEEP] = ['impact', 'devices', 'prepare', 'confirmation', 'keep'].map(
  readyOf,
);

describe.concurrent('init with a function that exists', () => {
  it('finds it by typing, and refuses one that signs another key', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('function', terminal);
    terminal.type('swap');
    await terminal.waitFor(/❯ swapped-key-signer[^]*Device signer that makes the keys itself[^]*1 of 1 /);
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA does swapped-key-signer use\?[^]*❯ Acme Device CA P256[^]*\(recommended\)/m);
    terminal.press('enter');
    await terminal.waitFor(IMPACT!);
    terminal.press('enter');
    await terminal.waitFor(DEVICES!);
    terminal.press('enter');
    await terminal.waitFor(PREPARE!);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 3 });
    const text = terminal.scrollback().join('\n');
    expect(text).toMatch(/✗ same public key as the CSR/);
    // How long the line is depends on the rules that fail, and it may wrap.
    expect(text.replaceAll(/\s+/g, ' ')).toContain(
      'PUBLIC_KEY_SAME, TLS_HANDSHAKE). This function must not sign for a fleet.',
    );
    expect(text).toMatch(/✗ the trial signing failed, so the function was not enabled/);
    expect(text).toMatch(/nothing that affects devices was done · 1 of 2 actions applied/);
    expect(text).not.toContain('8/8');
    expect(terminal.torn()).toEqual([]);
    expect((await regionOf(account)).certificateProviders).toEqual({});
  });

  it('enables a good one only for the very words, and leaves it as it is', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('function', terminal);
    terminal.press('down', 'down');
    await terminal.waitFor(/❯ acme-iot-signer/);
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA does acme-iot-signer use\?[^]*❯ Acme Device CA P256/m);
    terminal.press('enter');
    await terminal.waitFor(IMPACT!);
    terminal.press('enter');
    await terminal.waitFor(DEVICES!);
    terminal.press('enter');
    await terminal.waitFor(PREPARE!);
    terminal.press('enter');
    await terminal.waitFor(CONFIRMATION!);
    for (const wrong of ['yes', '000000000000/eu-west-1', '']) {
      terminal.type(`${wrong}\r`);
      await terminal.waitFor('✗ that is not 000000000000/us-east-1: type exactly that, or press Ctrl-C to stop');
      expect((await regionOf(account)).certificateProviders).toEqual({});
      terminal.press(...Array.from(wrong, () => 'backspace' as const));
      if (wrong !== '') await terminal.waitUntil((lines) => lines.every((line) => !line.startsWith('✗ that')), 'no ✗');
    }
    terminal.type(`${PLACE}\r`);
    await terminal.waitFor(KEEP!);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    const before = (await regionOf(seeded)).functions['acme-iot-signer'];
    const { functions, certificateProviders } = await regionOf(account);
    expect(functions['acme-iot-signer']?.latest).toEqual(before?.latest);
    expect(certificateProviders['certprov']?.lambdaFunctionArn).toMatch(/:function:acme-iot-signer$/);
  });

  it('shows why a CA or a function cannot be chosen, and does not take it', async () => {
    await using terminal = await walk(seeded.copy(), ['init', '--sandbox', '--no-canary']);
    const shown = await walkTo('authority', terminal);
    expect(shown.join('\n')).toMatch(/✗ Acme New CA +has no certificate yet \(PENDING_CERTIFICATE\)/);
    terminal.press('end', 'up');
    await terminal.waitFor(/❯ ✗ Acme Old CA +is DISABLED[^]*6 of 7/);
    terminal.press('enter');
    await terminal.waitFor('cannot be chosen: is DISABLED');
    terminal.type('old');
    await terminal.waitFor(/1 of 1 /);
    terminal.press('enter');
    await terminal.waitFor(/^\? Which CA issues[^]*cannot be chosen: is DISABLED/m);
    terminal.press('backspace', 'backspace', 'backspace');
    await terminal.waitFor(/of 7 /);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
  });

  it('searches functions by every word that is typed', async () => {
    await using terminal = await walk(seeded.copy(), ['init', '--sandbox', '--no-canary']);
    await walkTo('function', terminal);
    terminal.type('signer nodejs22');
    await terminal.waitFor(/slow-signer[^]*swapped-key-signer[^]*1 of 2 /);
    terminal.type('zzz');
    await terminal.waitFor('nothing matches what was typed');
    terminal.press('enter');
    terminal.press('backspace', 'backspace', 'backspace');
    await terminal.waitFor(/1 of 2 /);
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
  });
});
