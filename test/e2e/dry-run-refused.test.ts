import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Account } from './account.ts';
import { csrOfNewKey, csrPem, derOf, dryRun, enabled, invocationsOf, keyPem, openssl } from './dry-run-of.ts';

describe.concurrent('a CSR that AWS IoT would refuse', () => {
  const refusals: readonly (readonly [string, () => string | Uint8Array, string, string])[] = [
    ['a private key', () => keyPem, 'CSR_READABLE', 'is a private key;'],
    ['a private key behind a CSR', () => `${csrPem()}${keyPem}`, 'CSR_READABLE', 'holds a private key besides'],
    [
      'a certificate',
      () => openssl('req', '-x509', '-key', join(enabled.home, 'device.key'), '-subj', '/CN=x'),
      'CSR_READABLE',
      'is a certificate',
    ],
    ['two CSRs', () => csrPem() + csrPem('/CN=device-2'), 'CSR_READABLE', '2 PEM blocks'],
    ['a PEM cut off', () => csrPem().slice(0, 300), 'CSR_READABLE', 'cut off'],
    ['a DER cut off', () => derOf(csrPem()).subarray(0, 60), 'CSR_READABLE', 'cut off'],
    ['an empty file', () => '', 'CSR_READABLE', 'empty'],
    ['a text', () => 'hello', 'CSR_READABLE', 'neither PEM nor DER'],
    [
      'a signature of something else',
      () => withBitFlipped(derOf(csrPem()), -3),
      'CSR_SIGNATURE_VALID',
      'does not verify',
    ],
    ['an RSA key of 1,024 bits', () => csrOfNewKey('-newkey', 'rsa:1024'), 'CSR_KEY_ACCEPTED', '1024'],
    ['an Ed25519 key', () => csrOfNewKey('-newkey', 'ed25519'), 'CSR_KEY_ACCEPTED', 'Ed25519'],
    [
      'a key on another curve',
      () => csrOfNewKey('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:secp256k1'),
      'CSR_KEY_ACCEPTED',
      'P-256',
    ],
  ];

  it.each(refusals)('is refused alone, and nothing is invoked: %s', async (_what, make, code, words) => {
    const run = await dryRun(make());
    expect({ exitCode: run.exitCode, invocations: run.invocations }).toEqual({ exitCode: 3, invocations: 0 });
    expect(run.json()).toMatchObject({ verdict: 'fail', invoked: false, certificates: [] });
    expect(run.json()['checks']).toContainEqual(
      expect.objectContaining({
        code,
        passed: false,
        summary: expect.stringContaining(words),
        fix: expect.any(String),
      }),
    );
    expect(run.stderr).not.toContain('issues');
  });

  it.each([
    ['PEM', () => keyPem],
    ['DER', () => derOf(keyPem)],
    ['PEM cut off', () => keyPem.slice(0, 150)],
    [
      'encrypted PEM',
      () => openssl('pkcs8', '-topk8', '-in', join(enabled.home, 'device.key'), '-passout', 'pass:secret').toString(),
    ],
  ])('is never echoed when it is a private key: %s', async (_form, make) => {
    const content = make();
    const run = await dryRun(content);
    const said = run.stdout + run.stderr;
    expect(said).toContain('private key');
    const lines = Buffer.from(content)
      .toString('latin1')
      .split('\n')
      .filter((line) => line.length >= 20 && !line.startsWith('-----'));
    for (const line of lines) expect(said).not.toContain(line.slice(0, 16));
  });
});

describe.concurrent('a file that cannot be a CSR', () => {
  it.each([
    ['a missing file', 'FILE_UNREADABLE', (account: Account) => join(account.home, 'missing.csr')],
    ['a file of 5 MB', 'FILE_TOO_LARGE', (account: Account) => account.file('big.csr', Buffer.alloc(5_000_000, 'A'))],
    ['a path through a file', 'FILE_UNREADABLE', (account: Account) => join(account.file('file', ''), 'x.csr')],
  ])('is exit 2 and named: %s', async (_what, code, make) => {
    const account = enabled.copy();
    const path = make(account);
    const run = await invocationsOf(account, ['--csr', path]);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({
      error: { code, message: expect.stringContaining(path), fix: expect.any(String) },
    });
    expect(run.invocations).toBe(0);
  });

  it('is exit 2 when 5 MB come from standard input', async () => {
    const run = await invocationsOf(enabled.copy(), ['--csr', '-'], Buffer.alloc(5_000_000, 'A'));
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'FILE_TOO_LARGE' } });
  });

  it.skipIf(process.platform === 'win32')('is exit 2 when it never ends', async () => {
    const run = await invocationsOf(enabled.copy(), ['--csr', '/dev/zero']);
    expect(run.exitCode).toBe(2);
    expect(run.json()).toMatchObject({ error: { code: 'FILE_TOO_LARGE' } });
  });

  // Root may read everything.
  it.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'is exit 2 when this user may not read it',
    async () => {
      const account = enabled.copy();
      const path = account.file('closed.csr', csrPem());
      chmodSync(path, 0o000);
      const run = await invocationsOf(account, ['--csr', path]);
      expect(run.json()).toMatchObject({
        error: { code: 'FILE_UNREADABLE', message: expect.stringContaining('may not read') },
      });
    },
  );
});

function withBitFlipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  const index = copy.length + at;
  copy[index] = copy[index]! ^ 1;
  return copy;
}
