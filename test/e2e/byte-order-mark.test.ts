import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, UNATTENDED } from './account.ts';
import { BEARER, startExternalCa } from './external-server.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

/** As Notepad and PowerShell 5.1 write it. */
const marked = (text: string): string => `\uFEFF${text}`;

describe('a file that begins with a byte order mark', () => {
  it('is read where it holds the credentials, the roots and the certificate of a CA', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const run = await account.run([
      ...UNATTENDED,
      '--ca-kind',
      'webhook',
      '--ca-url',
      `${ca.origin}/sign`,
      '--ca-certificate',
      account.file('ca.pem', marked(ca.issuerPem)),
      '--tls-roots',
      account.file('roots.pem', marked(ca.rootsPem)),
      '--ca-credentials',
      account.file('credentials.json', marked(JSON.stringify({ bearer: BEARER }))),
    ]);
    expect(run).toMatchObject({ exitCode: 0 });
    // The credentials were understood: the CA signed by them, for this machine and for the function.
    expect(ca.requests.filter(({ headers }) => headers.authorization === `Bearer ${BEARER}`)).toHaveLength(2);
  });

  it('is read where it holds a passphrase', async () => {
    const account = seeded.copy();
    const ca = account.file('ca.pem', '');
    const key = account.file('ca.key', '');
    const bundle = account.file('ca.p12', '');
    const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '400'];
    openssl('req', '-x509', ...curve, '-subj', '/CN=Marked CA', '-keyout', key, '-out', ca);
    openssl('pkcs12', '-export', '-in', ca, '-inkey', key, '-out', bundle, '-passout', 'pass:geheim');
    const run = await account.run([
      ...UNATTENDED,
      '--plan',
      '--ca-kind',
      'secret',
      '--ca-key',
      bundle,
      '--passphrase-file',
      account.file('passphrase.txt', marked('geheim\r\n')),
    ]);
    expect(run).toMatchObject({ exitCode: 0 });
  });

  it("is read where it holds the sandbox's policy, and UTF-16 is named", async () => {
    const account = seeded.copy();
    const policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }],
    });
    expect(await account.run(['sandbox', 'policy', account.file('p.json', marked(policy))])).toMatchObject({
      exitCode: 0,
    });
    const run = await account.run([
      'sandbox',
      'policy',
      account.file('p16.json', Buffer.from(marked(policy), 'utf16le')),
    ]);
    expect(run.exitCode).toBe(2);
    expect(run.stderr.replaceAll(/\s+/g, ' ')).toMatch(/is UTF-16 text.*iconv -f UTF-16LE -t UTF-8/);
  });
});
