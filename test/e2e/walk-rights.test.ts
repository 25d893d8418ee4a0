import { describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { limited, statement } from './limited.ts';
import { readyOf, regionOf, walk, walkTo } from './walk.ts';

const seeded = await Account.seeded();
const ARGS = ['init', '--sandbox', '--no-canary', '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'];
const [IMPACT, PREPARE, KEEP] = ['impact', 'prepare', 'keep'].map(readyOf);
const NO_WAY_BACK = [statement('Allow', '*'), statement('Deny', 'iot:DeleteCertificateProvider')];

describe.concurrent('init in a terminal, by somebody who may not go back', () => {
  it('ends before the first question that leads to a change', async () => {
    const account = limited(seeded, 'identity', ...NO_WAY_BACK);
    await using terminal = await walk(account, ARGS);
    await terminal.waitFor(IMPACT!);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 3 });
    const text = terminal.scrollback().join('\n');
    expect(text).toMatch(/✗ user\/operator could not take the switch back: iot:DeleteCertificateProvider/);
    expect(text).toMatch(/nothing was changed/);
    expect(text).not.toMatch(PREPARE!);
    expect(terminal.torn()).toEqual([]);
  });

  it('goes on when told to, and has it before the eyes where the words are typed', async () => {
    const account = limited(seeded, 'identity', ...NO_WAY_BACK);
    await using terminal = await walk(account, [...ARGS, '--without-way-back']);
    const lines = await walkTo('confirmation', terminal, 'impact');
    expect(lines.join('\n')).toContain('  rollback      not yours: you may not iot:DeleteCertificateProvider');
    terminal.type(`${PLACE}\r`);
    await terminal.waitFor(KEEP!);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(Object.keys((await regionOf(account)).certificateProviders)).toEqual(['certprov']);
  });

  it('is told where it could not be checked', async () => {
    const account = limited(seeded, 'service-control', ...NO_WAY_BACK);
    await using terminal = await walk(account, ARGS);
    const lines = await walkTo('confirmation', terminal, 'impact');
    expect(lines.join('\n')).toContain('  rollback      whether you may delete the provider could not be checked');
    terminal.press('ctrl-c');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
  });
});
