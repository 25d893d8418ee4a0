import { beforeAll, describe, expect, it } from 'vitest';
import { Account, PLACE } from './account.ts';
import { effectsIn, readyOf, regionOf, walk, walkTo } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const ANSWERED = /^✓ /;
const CREATED = [
  'iam:CreateRole',
  'iam:PutRolePolicy',
  'lambda:CreateFunction',
  'lambda:AddPermission',
  'iot:CreateCertificateProvider',
];

describe.concurrent('init in a terminal', () => {
  it('leads through the recommended answers in order, with eight questions, to signing by the own CA', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('keep', terminal);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });

    const lines = terminal.scrollback();
    expect(inOrder(lines.join('\n'), STORY)).toEqual(STORY);
    expect(lines.filter((line) => ANSWERED.test(line))).toEqual([
      '✓ Which Lambda function signs the CSRs? create certprov-signer',
      '✓ Which CA issues the certificates? Acme Device CA P256',
      '✓ For how many days is a certificate valid? 365',
      '✓ Go on with these devices? go on',
      '✓ File or folder with CSRs of your devices none',
      '✓ Prepare it now? No device is affected yet. prepare',
      `✓ Confirmed: ${PLACE}`,
      '✓ Keep it? keep it on',
    ]);
    expect(terminal.torn()).toEqual([]);
    expect(terminal.isCursorVisible()).toBe(true);
    expect(await effectsIn(account)).toEqual(CREATED);
  });

  it('goes back at the end when asked to, and AWS signs', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('keep', terminal);
    terminal.press('down', 'enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.screen()).toContain('✓ Keep it? roll back now');
    expect(terminal.screen()).toContain('AWS signs again for 000000000000 in us-east-1');
    expect(terminal.screen().join('\n')).toMatch(/kept, because calls on their way[^]*function certprov-signer/);
    expect(await effectsIn(account)).toEqual(CREATED.slice(0, -1));
  });

  it('creates a function as the operator wants it, for a CA found by typing', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary']);
    await walkTo('function', terminal);
    terminal.press('down');
    await terminal.waitFor(/❯ create …/);
    terminal.press('enter');
    await terminal.waitFor(/Name of the new function \(certprov-signer\)/);
    terminal.type('line 7\r');
    await terminal.waitFor('✗ a function name has 1 to 64 letters, digits, hyphens or underscores');
    terminal.press('backspace', 'backspace');
    terminal.type('-7\r');
    await terminal.waitFor(/Memory in MB .*\(512\)/);
    terminal.type('1024\r');
    await terminal.waitFor(/❯ arm64/);
    terminal.press('down', 'enter');
    await terminal.waitFor(readyOf('authority'));
    terminal.type('rsa');
    await terminal.waitFor(/❯ Acme Device CA RSA[^]*1 of 1 /);
    terminal.press('enter');
    await terminal.waitFor(readyOf('validity'));
    terminal.type('30\r');
    await terminal.waitFor(readyOf('impact'));
    terminal.press('enter');
    await terminal.waitFor(readyOf('devices'));
    terminal.press('enter');
    await terminal.waitFor(readyOf('prepare'));
    // The answer may have scrolled off by now.
    expect(terminal.scrollback().join('\n')).toMatch(/✓ For how many days is a certificate valid\? 30$/m);
    terminal.press('enter');
    await terminal.waitFor(readyOf('confirmation'));
    expect(terminal.screen().join('\n')).toMatch(/✓ issued by the linked CA +Acme Device CA RSA/);
    terminal.type(`${PLACE}\r`);
    await terminal.waitFor(readyOf('keep'));
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 0 });
    expect(terminal.torn()).toEqual([]);

    const { functions, certificateProviders } = await regionOf(account);
    expect(functions['line-7']?.latest).toMatchObject({ memoryMb: 1024, architecture: 'x86_64' });
    expect(certificateProviders['certprov']?.lambdaFunctionArn).toMatch(/:function:line-7$/);
  });

  it('takes at most 7 days from a short-lived CA', async () => {
    await using terminal = await walk(seeded.copy(), ['init', '--sandbox', '--no-canary']);
    await walkTo('authority', terminal);
    terminal.type('short');
    await terminal.waitFor(/❯ Acme Short-Lived[^]*1 of 1 /);
    terminal.press('enter');
    await terminal.waitFor(/For how many days is a certificate valid\? \(7\)/);
    terminal.type('8\r');
    await terminal.waitFor('✗ Acme Short-Lived is a short-lived CA: at most 7 days');
    terminal.press('backspace');
    terminal.type('7\r');
    await terminal.waitFor(readyOf('impact'));
    terminal.press('enter');
    await terminal.waitFor(readyOf('devices'));
    terminal.press('enter');
    await terminal.waitFor(readyOf('prepare'));
    expect(terminal.scrollback().join('\n')).toContain('certificates valid for 7 days');
    terminal.press('end');
    await terminal.waitFor(/❯ stop/);
    terminal.press('enter');
    expect(await terminal.exited).toEqual({ exitCode: 130 });
  });
});

/** What an operator must have seen, one after the other. */
const STORY = [
  'account 000000000000 · us-east-1',
  'sandbox (nothing leaves this machine)',
  "1/8  Who signs your devices' certificates",
  'device ── CSR ──▶ AWS IoT ──▶ your Lambda ──▶ your CA',
  "By enabling self-managed signing you replace AWS's signing for ALL devices",
  'Nothing changes for any device until you type the account and Region',
  '2/8  The function that signs',
  '3/8  The certificate authority',
  '4/8  Which devices it touches',
  'acme-gateways and acme-sensors',
  'At most 10 devices/s (RegisterThing).',
  'npx certprov impact --sandbox',
  '5/8  The rules, and the permission',
  '5 seconds',
  'permission: AWS IoT will be let in to invoke the function, for this account',
  '6/8  What will be done',
  'prepare: affects no device',
  '4  lambda:AddPermission',
  'switch: affects EVERY device of 000000000000 in us-east-1 that sends a CSR',
  '5  iot:CreateCertificateProvider',
  'go back with:',
  'npx certprov rollback --sandbox',
  '✓ lambda:AddPermission',
  "! The switch replaces AWS's signing for ALL devices of 000000000000 in us-east-1",
  '7/8  Trial signing',
  'which your CA may bill; no device or setting is changed',
  '✓ same public key as the CSR',
  '✓ issued by the linked CA',
  'pass · not covered by this trial',
  '8/8  Enable',
  'tried with    ! NO CSR OF YOUR DEVICES',
  'warnings      ! claims that may not send a CSR',
  'rollback      you may delete the provider (checked)',
  `✓ Confirmed: ${PLACE}`,
  '✓ iot:CreateCertificateProvider',
  '│ SELF-MANAGED SIGNING IS ON, NOT PROVEN      account 000000000000 · us-east-1 │',
  'prove it now:',
  'npx certprov canary --sandbox',
  'What to expect:',
  '✓ Keep it? keep it on',
  'self-managed signing is on for 000000000000 in us-east-1',
];

/** Those that are there, each after the one before it. */
function inOrder(text: string, parts: readonly string[]): string[] {
  let from = 0;
  return parts.filter((part) => {
    const at = text.indexOf(part, from);
    if (at >= 0) from = at + part.length;
    return at >= 0;
  });
}
