import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, inject, it } from 'vitest';
import { runCertprov, type CertprovRun } from '../support/certprov.ts';
import { openTerminal } from '../support/pty.ts';

const newHome = (): string => mkdtempSync(join(inject('scratch'), 'home-'));

/** Without credentials, without a Region, and without a sandbox. */
const advise = (...args: readonly string[]): Promise<CertprovRun> =>
  runCertprov(['advise', ...args], { home: newHome(), env: { AWS_PROFILE: 'there-is-none' } });

const CLAIM = [
  '--purpose',
  'fleet',
  '--installed-before-delivery',
  'no',
  '--installer',
  'no',
  '--manufacturer',
  'claim',
];
const TARGET = ['--account', '000000000000', '--region', 'eu-central-1'];

describe.concurrent('certprov advise', () => {
  it('says what fits, why, and what a certificate provider changes, within 80 columns', async () => {
    const { exitCode, stdout, stderr } = await advise(...CLAIM);
    expect(exitCode).toBe(0);
    expect(stdout).toBe('claim\n');
    for (const part of ['Why: ', 'Why not fleet provisioning by trusted user: ', 'Set-up', 'Device logic', 'Risks'])
      expect(stderr).toContain(part);
    expect(stderr).toContain('A certificate provider: these devices are affected');
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(
      "The claim policy in AWS's guide allows $aws/certificates/create/*",
    );
    expect(stderr.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('prints one document with --json', async () => {
    const run = await advise(...CLAIM, '--json');
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({
      command: 'advise',
      way: 'claim',
      decidedBy: { purpose: 'fleet', 'installed-before-delivery': 'no', installer: 'no', manufacturer: 'claim' },
      runnerUp: 'trusted-user',
      certificateProvider: { affected: 'yes' },
    });
  });

  it('names the flag of the next question when nobody is there to answer it', async () => {
    for (const [given, flag] of [
      [[], '--purpose'],
      [['--purpose', 'fleet'], '--installed-before-delivery'],
      [['--purpose', 'fleet', '--installed-before-delivery', 'yes'], '--issuer'],
    ] as const) {
      const run = await advise(...given, '--json');
      expect(run.exitCode).toBe(2);
      expect(run.json().error).toMatchObject({ code: 'INPUT_REQUIRED', details: { flag } });
    }
  });

  it('asks nothing that does not matter, and says which answers did not', async () => {
    const { exitCode, stdout, stderr } = await advise('--purpose', 'development', '--installer', 'yes');
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: 'single-thing\n' });
    expect(stderr).toContain('made no difference: --installer');
  });

  it('writes the files for an account, and never over others', async () => {
    const folder = join(newHome(), 'kit');
    const run = await advise(...CLAIM, ...TARGET, '--out-dir', folder, '--json');
    expect(run.exitCode).toBe(0);
    const { files } = run.json() as { readonly files: readonly string[] };
    expect(files).toContain(join(folder, 'claim-policy.json'));
    expect(files).toContain(join(folder, 'hook', 'index.mjs'));
    expect(files.filter((file) => readFileSync(file, 'utf8').length < 10)).toEqual([]);

    writeFileSync(join(folder, 'README.md'), 'mine');
    const again = await advise(...CLAIM, ...TARGET, '--out-dir', folder, '--json');
    expect(again.exitCode).toBe(2);
    expect(again.json().error).toMatchObject({ code: 'FILE_UNWRITABLE', fix: 'choose another name for --out-dir' });
    expect(readFileSync(join(folder, 'README.md'), 'utf8')).toBe('mine');
  });

  it('writes no file at all when one of them is in the way', async () => {
    const folder = newHome();
    writeFileSync(join(folder, 'undo.sh'), 'mine');
    const { exitCode } = await advise('--way', 'jitp', ...TARGET, '--out-dir', folder);
    expect(exitCode).toBe(2);
    expect(readdirSync(folder).filter((name) => name !== 'user')).toEqual(['undo.sh']);
  });

  it.each([
    [['--way', 'jitp', '--out-dir', 'x'], 'INPUT_REQUIRED', '--account'],
    [['--way', 'jitp', '--out-dir', 'x', '--account', '000000000000'], 'INPUT_REQUIRED', '--region'],
    [['--way', 'bulk', '--out-dir', 'x', ...TARGET], 'INPUT_REQUIRED', '--bucket'],
    [['--way', 'jitp', '--out-dir', 'x', '--account', '1234'], 'USAGE_INVALID', 'twelve digits'],
    [['--way', 'jitp', '--out-dir', 'x', ...TARGET, '--template-name', '../x'], 'USAGE_INVALID', '--template-name'],
    [['--way', 'jitp', '--out-dir', 'x', '--account', '000000000000', '--region', 'Mars'], 'USAGE_INVALID', '--region'],
    [['--way', 'jitp', '--account', '000000000000'], 'USAGE_INVALID', '--out-dir'],
    [['--way', 'jitp', '--installer', 'yes'], 'USAGE_INVALID', '--way and --installer'],
    [['--purpose', 'toys'], 'USAGE_INVALID', '--purpose'],
  ] as const)('refuses %j', async (args, code, says) => {
    const run = await advise(...args, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.code).toBe(code);
    expect(run.json().error?.message).toContain(says);
  });

  it('leads a person to the answer, with one question after the other', async () => {
    const home = newHome();
    await using terminal = await openTerminal({
      command: process.execPath,
      args: [join(inject('installed'), 'bin', 'certprov.js'), 'advise'],
      patienceMs: 60_000,
      columns: 80,
      rows: 60,
      env: { HOME: home, CERTPROV_HOME: home },
    });
    await terminal.waitFor(/^\? What are the devices for\?[^]*❯ development[^]* move/m);
    terminal.press('down', 'enter');
    await terminal.waitFor(/^\? Can each device get its own key[^]*❯ yes[^]* move/m);
    terminal.press('down', 'enter');
    await terminal.waitFor(/^\? Can an app help[^]*❯ yes[^]* move/m);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.scrollback().filter((line) => line.startsWith('✓ '))).toEqual([
      '✓ What are the devices for? fleet',
      '✓ Can each device get its own key and certificate before it is delivered? no',
      '✓ Can an app help, in the hands of a customer or an installer you know? yes',
    ]);
    expect(terminal.scrollback().join('\n')).toContain('fleet provisioning by trusted user');
    expect(terminal.torn()).toEqual([]);
  });
});
