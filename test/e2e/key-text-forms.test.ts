import { beforeAll, describe, expect, it } from 'vitest';
import { makeCa } from '../csr/key-files.ts';
import { Account, UNATTENDED } from './account.ts';
import { BEARER, startExternalCa } from './external-server.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

/** As a field of a form, and as a variable of a pipeline keep a text of several lines. */
const FORMS = [
  ['on one line', (pem: string) => pem.replaceAll('\n', ' ')],
  ['with its line breaks escaped', (pem: string) => pem.replaceAll('\n', '\\n')],
] as const;

describe.concurrent.each(FORMS)('PEM %s', (_form, pasted) => {
  it('is read where it is the key of the CA, which then signs', async () => {
    const account = seeded.copy();
    const ca = makeCa('P-256');
    const key = ['--ca-key', account.file('ca.key', pasted(ca.pem))];
    const certificate = ['--ca-certificate', account.file('ca.pem', ca.certificate)];
    const run = await account.run([...UNATTENDED, '--ca-kind', 'secret', ...key, ...certificate, '--json']);
    expect(run.json()).toMatchObject({ applied: true, trial: { verdict: 'pass' } });
  });

  it('is read where it is how the signer identifies itself', async () => {
    const account = seeded.copy();
    const client = makeCa('P-256');
    await using ca = await startExternalCa();
    const identity = { certificate: pasted(client.certificate), privateKey: pasted(client.pem) };
    const credentials = JSON.stringify({ bearer: BEARER, identity });
    const server = ['--ca-kind', 'webhook', '--ca-url', `${ca.origin}/sign`];
    const certificates = [
      '--ca-certificate',
      account.file('ca.pem', ca.issuerPem),
      '--tls-roots',
      account.file('roots.pem', ca.rootsPem),
    ];
    const file = ['--ca-credentials', account.file('credentials.json', credentials)];
    const run = await account.run([...UNATTENDED, ...server, ...certificates, ...file, '--json']);
    expect(run.json()).toMatchObject({ applied: true, trial: { verdict: 'pass' } });
  });
});
