import { beforeAll, describe, expect, it } from 'vitest';
import { textWidth } from '../../src/terminal/text-width.ts';
import { Account, PLACE } from './account.ts';
import { effectsIn, walk, walkFromShell, walkTo } from './walk.ts';

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
  enabled = await Account.enabled(seeded);
});

// oxlint-disable-next-line no-control-regex -- the sequences are what is looked for
const COLOR = /\u001B\[[\d;]*[1-9]m/;
const BANNER = /^[┌└]─+[┐┘]$|^│ .* │$/;

describe.concurrent('status in a terminal', () => {
  it.each([80, 50, 120])('draws a banner that is whole, and tears no line, at %i columns', async (columns) => {
    await using terminal = await walk(enabled.copy(), ['status', '--sandbox'], { columns });
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    const box = terminal.screen().filter((line) => /^[┌│└]/.test(line));
    expect(box.filter((line) => !BANNER.test(line))).toEqual([]);
    expect(new Set(box.map(textWidth))).toEqual(new Set([Math.min(columns, 80)]));
    expect(box[1]).toContain('SELF-MANAGED SIGNING IS ON');
    const words = box.map((line) => line.slice(2, -2).trim()).join(' ');
    expect(words).toContain('account 000000000000 · us-east-1');
    expect(words).toContain('every CSR is signed by certprov-signer with Acme Device CA P256');
    expect(terminal.screen().join('\n')).toMatch(
      /^ {2}go back to AWS-managed signing:\n {4}npx certprov rollback --sandbox$/m,
    );
    expect(terminal.torn()).toEqual([]);
  });

  it('says who signs when AWS does', async () => {
    await using terminal = await walk(seeded.copy(), ['status', '--sandbox']);
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen().find((line) => line.startsWith('│'))).toMatch(
      /^│ AWS SIGNS: no certificate provider +account 000000000000 · us-east-1 │$/,
    );
  });

  it('is coloured in a terminal, and not with NO_COLOR', async () => {
    await using coloured = await walk(enabled.copy(), ['status', '--sandbox']);
    await using plain = await walk(enabled.copy(), ['status', '--sandbox'], { env: { NO_COLOR: '1' } });
    await Promise.all([coloured.exited, plain.exited]);
    expect(coloured.raw()).toMatch(COLOR);
    expect(plain.raw()).not.toMatch(COLOR);
    const withoutAge = (lines: readonly string[]) => lines.filter((line) => !line.includes('since'));
    expect(withoutAge(plain.screen())).toEqual(withoutAge(coloured.screen()));
  });

  it('keeps its colours in a pipe with FORCE_COLOR only', async () => {
    const args = ['status', '--sandbox'];
    const [forced, piped] = await Promise.all([
      enabled.copy().run(args, { env: { FORCE_COLOR: '1' } }),
      enabled.copy().run(args),
    ]);
    expect(forced.stdout).toMatch(COLOR);
    expect(piped.stdout + piped.stderr).not.toContain('\u001B');
  });
});

describe.concurrent('init', () => {
  it('tears no line in a terminal of 50 columns, but those that are to be copied', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary'], { columns: 50 });
    await walkTo('keep', terminal);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.torn().filter((line) => !line.includes('arn:aws:'))).toEqual([]);
    expect(terminal.scrollback().join('\n')).toContain('after  device ▶ AWS IoT ▶ your Lambda ▶ your CA');
  });

  it('fits a terminal of 24 rows: no question hides its choices', async () => {
    await using terminal = await walk(seeded.copy(), ['init', '--sandbox', '--no-canary'], { rows: 24 });
    const screen = await walkTo('function', terminal);
    expect(screen.join('\n')).toContain("By enabling self-managed signing you replace AWS's signing for ALL devices");
    expect(screen.filter((line) => line.startsWith('? ')).length).toBe(1);
    expect(screen.at(-1)).toContain('Enter to choose');
    terminal.press('down', 'down', 'down', 'up');
    await terminal.waitFor(/❯ acme-iot-signer/);
    expect(terminal.scrollback().filter((line) => line.startsWith('? '))).toHaveLength(1);
    terminal.press('ctrl-c');
    await terminal.exited;
  });

  it('writes ASCII only with CERTPROV_ASCII', async () => {
    await using terminal = await walkFromShell(seeded.copy(), ['init', '--sandbox', '--yes', '--confirm', PLACE], {
      env: { CERTPROV_ASCII: '1', LC_ALL: 'C' },
    });
    await terminal.waitFor(/exit code 0/);
    expect(terminal.raw()).toMatch(/^\p{ASCII}*$/u);
    expect(terminal.scrollback().join('\n')).toMatch(/^ {2}ok same public key as the CSR/m);
    expect(terminal.scrollback()).toContain(
      '| SELF-MANAGED SIGNING IS ON                 account 000000000000 - us-east-1 |',
    );
    expect(terminal.torn()).toEqual([]);
  });

  it('is a walk of plain lines with CERTPROV_ACCESSIBLE: numbers to choose by, nothing drawn twice', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary'], {
      env: { CERTPROV_ACCESSIBLE: '1' },
      rows: 60,
    });
    await terminal.waitFor(/Which Lambda function[^]*1\. create certprov-signer, built in[^]*Enter for 1:$/);
    terminal.type('acme-iot\r');
    await terminal.waitFor(
      /1\. acme-iot-signer, nodejs24\.x, timeout 5 s, Active, Signs device CSRs[^]*number, or part of a name:$/,
    );
    terminal.type('1\r');
    await terminal.waitFor(/Which CA does acme-iot-signer use\?[^]*Acme Old CA, cannot be chosen: is DISABLED[^]*:$/);
    terminal.type('6\r');
    await terminal.waitFor('! cannot be chosen: is DISABLED');
    await terminal.waitFor(/Enter for 2:$/);
    terminal.type('\r');
    await terminal.waitFor(/Go on with these devices\?[^]*1\. go on, recommended[^]*Enter for 1:$/);
    terminal.type('\r');
    await terminal.waitFor(/File or folder with CSRs of your devices \(Enter for none\) \(< to go back\)$/);
    terminal.type('\r');
    await terminal.waitFor(/Prepare it now\? No device is affected yet\.[^]*1\. prepare, recommended[^]*Enter for 1:$/);
    terminal.type('\r');
    await terminal.waitFor(/< to go back:$/);
    terminal.type('000000000000\r');
    await terminal.waitFor(/! that is not 000000000000\/us-east-1[^]*< to go back:$/);
    terminal.type(`${PLACE}\r`);
    await terminal.waitFor(/Keep it\?[^]*1\. keep it on, recommended[^]*Enter for 1:$/);
    terminal.type('\r');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    // oxlint-disable-next-line no-control-regex -- the sequences are what is looked for
    expect(terminal.raw()).not.toMatch(/\u001B\[[\d;?]*[A-HJKSTfhl]/);
    expect(await effectsIn(account)).toContain('iot:CreateCertificateProvider');
  });
});

describe.concurrent('dry-run in a terminal', () => {
  it('stops at once on Ctrl-C, and says that a certificate may have been issued', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'Invoke', kind: 'hang' });
    await using terminal = await walkFromShell(account, ['dry-run', '--sandbox']);
    await terminal.waitFor(/^\S trial signing/m);
    terminal.press('ctrl-c');
    await terminal.waitFor(/exit code 130[^]*iexten/);
    expect(terminal.scrollback().join('\n')).toContain(
      'no setting was changed; the function may have issued a certificate',
    );
    expect(terminal.isCursorVisible()).toBe(true);
  });
});
