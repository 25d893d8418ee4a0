import { beforeAll, describe, expect, it } from 'vitest';
import { Account, UNATTENDED } from './account.ts';
import { effectsIn, journaled, walk, walkFromShell } from './walk.ts';

const PREPARED = ['iam:CreateRole', 'iam:PutRolePolicy', 'lambda:CreateFunction', 'lambda:AddPermission'];
const ENABLED = [...PREPARED, 'iot:CreateCertificateProvider'];
const QUESTION = /^\? Delete the certificate provider "certprov" now\? \(y\/N\)/m;

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = seeded.copy();
  await enabled.run(UNATTENDED);
});

describe.concurrent('rollback in a terminal', () => {
  it.each(['', 'n'])('changes nothing when the answer is "%s"', async (answer) => {
    const account = enabled.copy();
    await using terminal = await walk(account, ['rollback', '--sandbox']);
    await terminal.waitFor(QUESTION);
    terminal.type(`${answer}\r`);
    expect(await terminal.exited).toEqual({ exitCode: 130 });
    expect(terminal.screen().slice(-4)).toEqual([
      '✓ Delete the certificate provider "certprov" now? no',
      '✗ stopped by the operator',
      '  nothing was changed',
      '  account 000000000000 · us-east-1',
    ]);
    expect(await account.snapshot()).toEqual(await enabled.snapshot());
  });

  it('gives signing back on y, says what stays and how it goes', async () => {
    const account = enabled.copy();
    await using terminal = await walk(account, ['rollback', '--sandbox']);
    await terminal.waitFor(QUESTION);
    terminal.type('y\r');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    const text = terminal.screen().join('\n');
    expect(text).toContain('Signing goes back to AWS for ALL devices of 000000000000 in us-east-1.');
    expect(text).toMatch(/✓ read back: no certificate provider\. AWS signs again/);
    expect(text).toMatch(/kept, because calls[^]*function certprov-signer[^]*npx certprov rollback --sandbox --all/);
    expect(terminal.torn()).toEqual([]);
    expect(await effectsIn(account)).toEqual(PREPARED);
  });

  it('with --all counts down, and Ctrl-C in it leaves AWS signing and the rest for later', async () => {
    const account = enabled.copy();
    await using terminal = await walkFromShell(account, ['rollback', '--all', '--wait', '300', '--sandbox']);
    await terminal.waitFor(QUESTION);
    expect(terminal.screen().join('\n')).toMatch(
      / To be removed as well, because certprov made it:[^]*role certprov-signer/,
    );
    terminal.type('y\r');
    await terminal.waitFor(/^\S waiting 2\d\d s for calls .*Ctrl-C stops: AWS signs already\)$/m);
    terminal.press('ctrl-c');
    await terminal.waitFor(/exit code 130[^]*iexten/);
    expect(terminal.scrollback().join('\n')).toMatch(
      /stopped by the operator\n {2}AWS signs again; what certprov made is not all removed\n {2}go on:\n {4}npx certprov rollback --sandbox --all/,
    );
    expect(terminal.scrollback().join('\n')).not.toMatch(/stopped by the operator[^]*waiting \d+ s/);
    expect(terminal.torn()).toEqual([]);
    expect(terminal.isCursorVisible()).toBe(true);
    expect(await effectsIn(account)).toEqual(PREPARED);
    expect(await journaled(account)).toEqual(PREPARED);
    const later = await account.run(['rollback', '--all', '--sandbox', '--yes', '--wait', '0']);
    expect(later).toMatchObject({ exitCode: 0 });
    expect(await account.snapshot()).toEqual(await seeded.snapshot());
  });

  it('lets the deletion end on Ctrl-C, and reads it back', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'DeleteCertificateProvider', kind: 'delay', delayMs: 2000 });
    await using terminal = await walkFromShell(account, ['rollback', '--all', '--sandbox']);
    await terminal.waitFor(QUESTION);
    terminal.type('y\r');
    await terminal.waitFor(/^\S iot:DeleteCertificateProvider/m);
    terminal.press('ctrl-c');
    await terminal.waitFor(/exit code 130[^]*iexten/);
    expect(terminal.scrollback().join('\n')).toMatch(
      /✓ read back: no certificate provider[^]*AWS signs again; what certprov made is not all removed/,
    );
    expect(await effectsIn(account)).toEqual(PREPARED);
    expect(await journaled(account)).toEqual(PREPARED);
  });

  it('says that nothing was changed when it is stopped at its question', async () => {
    const account = enabled.copy();
    await using terminal = await walkFromShell(account, ['rollback', '--sandbox']);
    await terminal.waitFor(QUESTION);
    terminal.press('ctrl-c');
    await terminal.waitFor(/exit code 130[^]*iexten/);
    expect(terminal.scrollback().join('\n')).toMatch(/stopped by the operator\n {2}nothing was changed/);
    expect(await effectsIn(account)).toEqual(ENABLED);
  });
});
