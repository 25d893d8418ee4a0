import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { X509Certificate } from 'node:crypto';
import { makeCa } from '../csr/key-files.ts';
import { extendedRequest } from '../authority/extended-request.ts';
import { Account, mutating, operationsOf, PLACE, PROVEN, UNATTENDED } from './account.ts';
import { readyOf, walk, walkTo } from './walk.ts';

const DEMO = extendedRequest(['nsCertType=client', 'keyUsage=digitalSignature'], '/CN=FleetProvisioningDemo').csr.pem;
const SENSOR = extendedRequest([], '/O=Acme/CN=sensor-1').csr.pem;
const { pem: KEY, certificate: CERTIFICATE } = makeCa('P-256');
const NOBODY = extendedRequest([], '/').csr.pem;

let seeded: Account;
let enabled: Account;
beforeAll(async () => {
  [seeded, enabled] = await Promise.all([Account.seeded(), Account.enabled()]);
});

function folderOf(account: Account, files: Readonly<Record<string, string | Buffer>>): string {
  const folder = join(account.home, 'models');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

interface Tried {
  readonly csr: string;
  readonly verdict: string;
  readonly ofDevice?: boolean;
}
const trialsOf = (run: { json(): object }) =>
  (run.json() as { readonly trials: readonly Tried[] }).trials.map(({ csr, verdict, ofDevice }) => [
    csr.split('/').at(-1),
    verdict,
    ofDevice,
  ]);
const onOneLine = (text: string): string => text.replaceAll(/\s+/g, ' ');

describe.concurrent('init tries CSRs of real devices', () => {
  it('each of them, in a folder and by name, and says how many before the switch', async () => {
    const account = seeded.copy();
    const folder = folderOf(account, {
      'a.csr': DEMO,
      'b.pem': SENSOR,
      'again.csr': SENSOR,
      'notes.txt': 'no CSR',
      'device-key.pem': KEY,
      'old.pem': CERTIFICATE,
      'old.der': new X509Certificate(CERTIFICATE).raw,
    });
    const alone = account.file('alone.csr', extendedRequest([], '/CN=alone').csr.pem);
    let run!: Awaited<ReturnType<Account['run']>>;
    const requests = await account.requestsOf(async () => {
      run = await account.run([...UNATTENDED, '--json', '--csr', folder, '--csr', alone]);
    });
    expect(run.exitCode).toBe(0);
    expect(operationsOf(requests).filter((operation) => operation === 'Invoke')).toHaveLength(4);
    expect(trialsOf(run)).toEqual([
      ['a.csr', 'pass', true],
      ['again.csr', 'pass', true],
      ['alone.csr', 'pass', true],
      ['made for this trial, its key kept nowhere', 'pass', false],
    ]);
    expect(run.json()).toMatchObject({
      tried: { devices: 3, made: 1 },
      trial: { verdict: 'pass', certificates: [{ subject: 'CN=FleetProvisioningDemo' }] },
    });
    const said = onOneLine(run.stderr);
    expect(said).toContain('That issues 4 real certificates');
    expect(said).toContain('tried with 3 CSRs of your devices, 1 made here: all passed');
    expect(said).toContain('the CA dropped netscapeCertType');
    expect(said.match(/not covered by this trial/g), 'once, not for each').toHaveLength(1);
    expect(said.match(/AWS's own ran to 2049/g), 'once, not for each').toHaveLength(1);
    expect(said, 'of the one whose key is here').toContain('✓ accepted in a TLS handshake');
    expect(said.indexOf('tried with')).toBeLessThan(said.indexOf(`confirmed with --confirm ${PLACE}`));
  });

  it('and says out loud that it had none', async () => {
    const run = await seeded.copy().run([...UNATTENDED, '--json']);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ tried: { devices: 0, made: 1 } });
    const said = onOneLine(run.stderr);
    expect(said).toContain('tried with ! NO CSR OF YOUR DEVICES, only one made here.');
    expect(said.indexOf('NO CSR OF YOUR DEVICES')).toBeLessThan(said.indexOf('confirmed with --confirm'));
  });

  it('does not switch when one of them fails, and tries the others all the same', async () => {
    const account = seeded.copy();
    const flags = ['--requested-extensions', 'refuse'];
    const vendor = extendedRequest(['1.3.6.1.4.1.99999.2=ASN1:NULL']).csr.pem;
    const folder = folderOf(account, { '1-vendor.csr': vendor, '2-sensor.csr': SENSOR });
    const run = await account.run([...UNATTENDED, ...flags, '--json', '--csr', folder]);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      error: {
        code: 'TRIAL_FAILED',
        message: expect.stringMatching(/of .*1-vendor\.csr failed, so the function was not enabled/),
        details: { verdict: 'fail', failedCsrs: [expect.stringContaining('1-vendor.csr')] },
      },
    });
    expect(onOneLine(run.stderr)).toMatch(/CSR: \S*2-sensor\.csr/);
  });

  it.each<[string, (account: Account) => string[], RegExp]>([
    ['a folder without one', (account) => [folderOf(account, { 'notes.txt': 'x' })], /no CSR in the folder/],
    [
      'more than twenty',
      (account) => [folderOf(account, Object.fromEntries(Array.from({ length: 21 }, (_, i) => [`${i}.csr`, `${i}`])))],
      /21 CSRs.*at most 20/,
    ],
    ['a folder with keys and certificates alone', (account) => [folderOf(account, { 'key.pem': KEY })], /no CSR in/],
    ['standard input twice', () => ['-', '-'], /standard input, which is one CSR/],
  ])('refuses %s before anything is read in the account', async (_case, paths, message) => {
    const account = seeded.copy();
    const run = await account.run([...UNATTENDED, '--json', ...paths(account).flatMap((path) => ['--csr', path])]);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'USAGE_INVALID', message: expect.stringMatching(message) } });
  });

  it('refuses one that names nobody before anything is made, whatever the CA behind the built-in signer', async () => {
    const account = seeded.copy();
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...UNATTENDED, '--json', '--csr', account.file('nobody.csr', NOBODY)]);
      expect(run.json()).toMatchObject({
        error: {
          code: 'CSR_REFUSED',
          message: expect.stringContaining('AWS Private CA and the built-in signer refuse'),
        },
      });
    });
    expect(mutating(requests)).toEqual([]);
  });

  it('names each that is refused, since all of them are to be mended', async () => {
    const account = seeded.copy();
    const folder = folderOf(account, { 'a.csr': NOBODY, 'b.csr': SENSOR, 'c.csr': SENSOR.slice(0, 100) });
    const run = await account.run([...UNATTENDED, '--json', '--csr', folder]);
    expect(run.exitCode).toBe(3);
    const refusedCsrs = [join(folder, 'a.csr'), join(folder, 'c.csr')];
    expect(run.json()).toMatchObject({ error: { code: 'CSR_REFUSED', details: { refusedCsrs } } });
    for (const path of refusedCsrs)
      expect(run.json()).toMatchObject({ error: { message: expect.stringContaining(path) } });
  });

  it('asks a person for them, says what is wrong with one, and takes the next', async () => {
    const account = seeded.copy();
    const folder = folderOf(account, { 'demo.csr': DEMO, 'sensor.csr': SENSOR });
    account.file('cut.csr', SENSOR.slice(0, 100));
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary'], { rows: 70 });
    await walkTo('devices', terminal);
    terminal.type('~/cut.csr\r');
    await terminal.waitFor(/! \S*cut\.csr: [^]*cut\s+off[^]*\? File or folder with CSRs of your devices \(none\)/);
    terminal.type(`"${account.file('my sensor.csr', SENSOR)}"\r`);
    await terminal.waitFor(/1 CSR: my sensor\.csr\n+\? Another file or folder \(none\)/);
    terminal.type(`${folder}\r`);
    await terminal.waitFor(/1 CSR: demo\.csr; 2 in all\n+\? Another file or folder \(none\)/);
    terminal.type(`${folder}\r`);
    await terminal.waitFor(/nothing new: the same CSRs are among those above/);
    terminal.type('\r');
    await walkTo('confirmation', terminal, 'prepare');
    expect(onOneLine(terminal.scrollback().join('\n'))).toContain(
      'tried with 2 CSRs of your devices, 1 made here: all passed',
    );
  });

  it('ends before anything is prepared when a person names one that nobody would sign', async () => {
    const account = seeded.copy();
    await using terminal = await walk(account, ['init', '--sandbox', '--no-canary'], { rows: 70 });
    await walkTo('devices', terminal);
    terminal.type(`${account.file('nobody.csr', NOBODY)}\r`);
    expect(await terminal.exited).toEqual({ exitCode: 3 });
    expect(onOneLine(terminal.screen().join('\n'))).toMatch(/names nobody, which AWS Private CA .*nothing was changed/);
  });

  it('says how many certificates the trial of a function that exists costs before it is asked for', async () => {
    const account = seeded.copy();
    const csrs = [account.file('a.csr', DEMO), account.file('b.csr', SENSOR)].flatMap((path) => ['--csr', path]);
    const args = ['init', '--sandbox', '--no-canary', '--function', 'acme-iot-signer', '--ca', 'Acme Device CA P256'];
    await using first = await walk(account, [...args, ...csrs]);
    await first.waitFor(readyOf('impact'));
    first.press('enter');
    await walkTo('confirmation', first, 'prepare');
    first.press('ctrl-c');
    await first.exited;
    await using again = await walk(account, [...args, ...csrs]);
    await again.waitFor(readyOf('impact'));
    again.press('enter');
    await again.waitFor(/Try the function now\? It issues 4 real certificates; no device\s+is affected\./);
    again.press('enter');
    await walkTo('confirmation', again, 'confirmation');
    expect(onOneLine(again.scrollback().join('\n'))).toContain('That issues 4 real certificates');
  });
});

describe.concurrent('init where it is switched on', () => {
  it('says that CSRs were not tried, and what tries them', async () => {
    const account = seeded.copy();
    const folder = folderOf(account, { 'demo.csr': DEMO, 'sensor.csr': SENSOR });
    expect(await account.run(UNATTENDED)).toMatchObject({ exitCode: 0 });
    const saidBy = async (args: readonly string[]): Promise<string> => {
      const { stdout, stderr } = await account.run([...args, '--csr', folder]);
      return onOneLine(stderr + stdout);
    };
    expect(await saidBy(UNATTENDED)).toMatch(
      /2 CSRs of --csr were not tried, since there is nothing to switch: .*dry-run --sandbox --csr/,
    );
    expect(await saidBy(PROVEN), 'the canary takes the first').toContain('1 CSR of --csr was not tried');
  });
});

describe.concurrent('dry-run tries several CSRs', () => {
  it('and passes when each passes', async () => {
    const account = enabled.copy();
    const folder = folderOf(account, { 'demo.csr': DEMO, 'sensor.csr': SENSOR });
    const run = await account.run(['dry-run', '--sandbox', '--json', '--csr', folder]);
    expect(run.exitCode).toBe(0);
    expect(run.json()).toMatchObject({ verdict: 'pass', certificates: [{ subject: 'CN=FleetProvisioningDemo' }] });
    expect(trialsOf(run).map(([name, verdict]) => [name, verdict])).toEqual([
      ['demo.csr', 'pass'],
      ['sensor.csr', 'pass'],
    ]);
  });

  it('and fails when one fails, whose verdict is that of the whole', async () => {
    const account = enabled.copy();
    const paths = [account.file('sensor.csr', SENSOR), account.file('nobody.csr', NOBODY)];
    const run = await account.run(['dry-run', '--sandbox', '--json', ...paths.flatMap((path) => ['--csr', path])]);
    expect(run.exitCode).toBe(3);
    expect(run.json()).toMatchObject({
      verdict: 'fail',
      invoked: false,
      trials: [{ verdict: 'pass' }, { verdict: 'fail' }],
    });
    const said = await account.run(['dry-run', '--sandbox', ...paths.flatMap((path) => ['--csr', path])]);
    expect(said).toMatchObject({ exitCode: 3, stdout: expect.stringContaining('fail: 1 of 2 CSRs') });
    expect(onOneLine(said.stdout + said.stderr)).toContain('It was not sent to the function, and got no certificate.');
  });

  it('but writes the certificate of one alone', async () => {
    const account = enabled.copy();
    const folder = folderOf(account, { 'demo.csr': DEMO, 'sensor.csr': SENSOR });
    const out = join(account.home, 'out.pem');
    const run = await account.run(['dry-run', '--sandbox', '--json', '--csr', folder, '--out', out]);
    expect(run.json()).toMatchObject({ error: { code: 'USAGE_INVALID', message: expect.stringContaining('--out') } });
  });
});
