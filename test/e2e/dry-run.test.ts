import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Account } from './account.ts';
import { csrPem, derOf, dryRun, enabled, invocationsOf, keyPem, openssl } from './dry-run-of.ts';

describe.concurrent('a CSR that dry-run takes', () => {
  it.each([
    ['as PEM', (pem: string) => pem],
    ['as DER', derOf],
    ['with the line ends of Windows', (pem: string) => pem.replaceAll('\n', '\r\n')],
    ['with a byte order mark', (pem: string) => `\uFEFF${pem}`],
    ['with text around it', (pem: string) => `Certificate Request:\n${pem}\nend of text\n`],
    ['under its old label', (pem: string) => pem.replaceAll('BEGIN C', 'BEGIN NEW C').replaceAll('END C', 'END NEW C')],
  ])('%s', async (_form, written) => {
    const run = await dryRun(written(csrPem()));
    expect(run.json()).toMatchObject({ verdict: 'pass', invoked: true, certificates: [{ subject: 'CN=device-1' }] });
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 0, invocations: 1 });
  });

  it('is told that nobody here has its key, and so no handshake was held', async () => {
    const checks = (await dryRun(csrPem())).json()['checks'];
    expect(checks).toContainEqual(expect.objectContaining({ code: 'TLS_HANDSHAKE', severity: 'note' }));
  });

  it('may be left to certprov, which has the key then and holds a handshake in each run', async () => {
    const run = await invocationsOf(enabled.copy(), ['--runs', '2']);
    expect(run.json()).toMatchObject({ verdict: 'pass' });
    expect(run.json()['checks']).toContainEqual(expect.objectContaining({ code: 'TLS_HANDSHAKE', severity: 'ok' }));
  });

  it.each([
    ['PEM', (pem: string) => pem],
    ['DER', derOf],
  ])('from standard input, %s', async (_form, written) => {
    const run = await invocationsOf(enabled.copy(), ['--csr', '-'], written(csrPem()));
    expect(run.json()).toMatchObject({ verdict: 'pass' });
  });

  it('gets its certificate written where --out says, as openssl and Node read it', async () => {
    const account = enabled.copy();
    const out = join(account.home, 'device.pem');
    const run = await invocationsOf(account, ['--csr', account.file('device.csr', csrPem()), '--out', out]);
    expect(run.json()).toMatchObject({ verdict: 'pass', out });
    const certificate = new X509Certificate(readFileSync(out));
    expect(certificate.subject).toBe('CN=device-1');
    expect(openssl('x509', '-in', out, '-noout', '-pubkey').toString()).toBe(
      openssl('pkey', '-in', join(account.home, 'device.key'), '-pubout').toString(),
    );
  });

  it.each([
    ['an existing file', (account: Account) => account.file('device.pem', 'somebody else’s')],
    ['a folder', (account: Account) => account.home],
    ['a file in a folder that is not there', (account: Account) => join(account.home, 'no', 'device.pem')],
  ])('is not signed when --out names %s', async (_what, outIn) => {
    const account = enabled.copy();
    const out = outIn(account);
    const run = await invocationsOf(account, ['--csr', account.file('device.csr', csrPem()), '--out', out]);
    expect(run.json()).toMatchObject({ error: { code: 'FILE_UNWRITABLE' } });
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 2, invocations: 0 });
  });

  it('leaves the file alone that --out may not replace', async () => {
    const account = enabled.copy();
    const out = account.file('device.pem', 'somebody else’s');
    await invocationsOf(account, ['--out', out]);
    expect(readFileSync(out, 'utf8')).toBe('somebody else’s');
  });
});

describe.concurrent('a subject out of the ordinary', () => {
  it.each([
    ['terminal escapes', '/CN=dev\u001B[31mred\u001B]0;title\u0007'],
    ['line breaks and other control characters', '/CN=a\nb\rc\u0008\u009B31m'],
    ['text that runs from right to left', '/CN=\u202Egnp.exe'],
    ['letters of all the world', '/CN=Gerät-Ω-設備-🔑'],
  ])('is signed unchanged and shown without harm: %s', async (_what, subject) => {
    const run = await dryRun(csrPem(subject));
    expect(run.exitCode).toBe(0);
    const said = run.stderr + run.stdout;
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    expect(said).not.toMatch(/[\u0000-\u0009\u000B-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/);
  });

  it.each([
    ['the built-in signer', []],
    ["another function with the variable of AWS's sample", ['--function', 'acme-iot-signer']],
    ['a function that is said to use a Private CA', ['--function', 'nightly-report', '--ca', 'Acme Device CA P256']],
  ])('is not given to a function linked to a Private CA when it names nobody: %s', async (_what, flags) => {
    const run = await dryRun(csrPem('/'), flags);
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 3, invocations: 0 });
    expect(run.json()).toMatchObject({ verdict: 'fail', invoked: false, functionArn: expect.stringContaining('arn:') });
    expect(run.json()['checks']).toContainEqual(
      expect.objectContaining({
        code: 'CSR_READABLE',
        passed: false,
        summary: expect.stringContaining('names nobody'),
        fix: expect.stringContaining('-subj'),
      }),
    );
  });

  it('is given to a function of a CA elsewhere when it names nobody, with a note', async () => {
    const account = enabled.copy();
    const ca = account.file(
      'ca.pem',
      openssl('req', '-x509', '-key', join(enabled.home, 'device.key'), '-subj', '/CN=Our CA', '-days', '30'),
    );
    const csr = account.file('device.csr', csrPem('/'));
    const run = await invocationsOf(account, ['--csr', csr, '--ca-certificate', ca]);
    expect(run.invocations).toBe(1);
    expect(run.json()['checks']).toContainEqual(
      expect.objectContaining({ code: 'CSR_READABLE', severity: 'note', summary: expect.stringContaining('nobody') }),
    );
    expect(run.stderr.indexOf('names nobody')).toBeGreaterThan(-1);
    expect(run.stderr.indexOf('names nobody')).toBeLessThan(run.stderr.indexOf('trial signing'));
  });
});

describe.concurrent('an invocation that Lambda throttles', () => {
  it('is asked for again, and one certificate is issued', async () => {
    const account = enabled.copy();
    await account.fault({ operation: 'Invoke', kind: 'throttle', times: 2 });
    const run = await invocationsOf(account, []);
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 0, invocations: 3 });
    expect(run.json()).toMatchObject({ verdict: 'pass', certificates: [expect.any(Object)] });
  });
});

describe.concurrent('dry-run without its subject', () => {
  it('says that there is no function to try yet', async () => {
    const account = await Account.seeded();
    const run = await account.run(['dry-run', '--sandbox', '--json']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'AWS_NOT_FOUND', fix: expect.stringContaining('--function') } });
  });

  it.each([
    ['--runs', '0'],
    ['--runs', '21'],
    ['--runs', 'many'],
    ['--function', 'nobody'],
    ['--function', 'not a name'],
    ['--function', 'certprov-signer:$LATEST'],
    ['--function', 'arn:aws:lambda:us-east-1:000000000000:function:certprov-signer:1'],
    ['--ca', 'Nobody CA'],
    ['--ca-certificate', 'no-such-file.pem'],
    ['--key-type', 'ed25519'],
  ])('refuses %s %s before anything is invoked', async (flag, value) => {
    const run = await invocationsOf(enabled.copy(), [flag, value]);
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 2, invocations: 0 });
    expect(run.json()).toHaveProperty('error');
  });

  it('takes one of --ca and --ca-certificate, as init does', async () => {
    const run = await invocationsOf(enabled.copy(), ['--ca', 'Acme Device CA P256', '--ca-certificate', 'ca.pem']);
    expect(run.json()).toMatchObject({
      error: { code: 'USAGE_INVALID', exitCode: 2, message: '--ca and --ca-certificate exclude each other' },
    });
    expect(run.invocations).toBe(0);
  });

  it('says of a function of another Region that this is why, and offers --region', async () => {
    const name = 'arn:aws:lambda:eu-west-1:000000000000:function:certprov-signer';
    const run = await invocationsOf(enabled.copy(), ['--function', name]);
    expect(run.json()).toMatchObject({
      error: { code: 'USAGE_INVALID', exitCode: 2, fix: expect.stringContaining('--region eu-west-1') },
    });
  });

  it.each([
    ['a CSR', () => csrPem(), 'CERTIFICATE_MALFORMED'],
    ['a private key', () => keyPem, 'CERTIFICATE_MALFORMED'],
    ['nothing', () => '', 'CERTIFICATE_MALFORMED'],
  ])('refuses a --ca-certificate that is %s', async (_what, make, code) => {
    const account = enabled.copy();
    const run = await invocationsOf(account, ['--ca-certificate', account.file('ca.pem', make())]);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code } });
    expect(run.invocations).toBe(0);
  });
});
