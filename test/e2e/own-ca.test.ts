import { CreateAliasCommand, CreateKeyCommand, KMSClient } from '@aws-sdk/client-kms';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { X509Certificate } from 'node:crypto';
import { beforeAll, describe, expect, it } from 'vitest';
import { Account, mutating, PLACE, UNATTENDED } from './account.ts';
import { switchByOthers } from './other-provider.ts';
import type { Fault } from '../../src/sandbox/faults.ts';
import { startExternalCa } from './external-server.ts';
import { filesWith } from './files-with.ts';
import { walk } from './walk.ts';

let seeded: Account;
beforeAll(async () => {
  seeded = await Account.seeded();
});

const KEY = 'alias/certprov-device-ca';
const SECRET = 'certprov-ca/certprov-device-ca';
const LINK_KMS = ['--ca-kind', 'kms', '--kms-key', KEY];
const CREATE = ['ca', 'create', '--sandbox', '--yes', '--subject', 'CN=Acme Device CA,O=Acme'];
const END = ['ca', 'delete', KEY, '--confirm', KEY, '--sandbox', '--json'];

/** A CA of one's own, and the path of its certificate. */
async function createCa(account: Account, ...flags: string[]): Promise<string> {
  const out = join(account.home, 'own-ca.pem');
  const { exitCode, stderr } = await account.run([...CREATE, '--out', out, ...flags]);
  if (exitCode !== 0) throw new Error(stderr);
  return out;
}

describe('an own CA', () => {
  it.each(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048'])(
    'with a %s key in KMS is made, linked and tried',
    async (type) => {
      const account = seeded.copy();
      const out = await createCa(account, '--key-type', type);
      const certificate = new X509Certificate(readFileSync(out));
      expect(certificate.ca).toBe(true);
      expect(certificate.verify(certificate.publicKey)).toBe(true);
      const run = await account.run([...UNATTENDED, ...LINK_KMS, '--ca-certificate', out, '--json']);
      expect(run.json()).toMatchObject({
        applied: true,
        trial: { verdict: 'pass' },
        status: { provider: { authority: { kind: 'kms', name: 'Acme Device CA' } } },
      });
    },
  );

  it('with a key in a secret is made, linked and tried, and the key is in no file', async () => {
    const account = seeded.copy();
    const out = await createCa(account, '--key', 'secret');
    const link = ['--ca-kind', 'secret', '--ca-secret', 'certprov-ca/certprov-device-ca', '--ca-certificate', out];
    const run = await account.run([...UNATTENDED, ...link, '--json']);
    expect(run.json()).toMatchObject({ applied: true, trial: { verdict: 'pass' } });
    expect(JSON.stringify(run.json()['findings'])).toContain('CA_KEY_IN_SECRET');
    expect(filesWith(account, /PRIVATE KEY|MIG[HT]AgEA/)).toEqual([]);
  });

  it('with a key file is put into a secret of its own, which no rollback takes', async () => {
    const account = seeded.copy();
    await using ca = await startExternalCa();
    const key = account.file('ca.key', ca.keys.privateKey.export({ format: 'pem', type: 'pkcs8' }));
    const flags = ['--ca-kind', 'secret', '--ca-key', key, '--ca-certificate', account.file('ca.pem', ca.issuerPem)];
    expect((await account.run([...UNATTENDED, ...flags])).exitCode).toBe(0);
    const back = await account.run(['rollback', '--all', '--yes', '--sandbox', '--json']);
    expect(back.exitCode).toBe(0);
    expect(JSON.stringify(await account.snapshot())).toContain('certprov-ca/certprov-signer');
    expect(back.stderr).toContain('npx certprov ca delete --sandbox certprov-ca/certprov-signer');
    expect(back.json()).toMatchObject({ kept: [], caKeys: ['secret certprov-ca/certprov-signer'] });
  });

  it('is not linked with the certificate of another key', async () => {
    const account = seeded.copy();
    await using other = await startExternalCa();
    await createCa(account);
    const run = await account.run([
      ...UNATTENDED,
      ...LINK_KMS,
      '--ca-certificate',
      account.file('other.pem', other.issuerPem),
      '--json',
    ]);
    expect(run.exitCode).toBe(3);
    expect(JSON.stringify(run.json())).toContain('AUTHORITY_KEY_DIFFERS');
  });

  it('gives a request for a corporate root instead, signed by its key', async () => {
    const account = seeded.copy();
    const out = await createCa(account, '--request');
    expect(readFileSync(out, 'utf8')).toMatch(/^-----BEGIN CERTIFICATE REQUEST-----\n/);
  });

  it('is made once: a second run adopts the key, and no file is written over', async () => {
    const account = seeded.copy();
    const out = await createCa(account);
    const again = await account.run([
      'ca',
      'create',
      '--sandbox',
      '--yes',
      '--subject',
      'CN=X',
      '--out',
      out,
      '--json',
    ]);
    expect(again.json().error).toMatchObject({ code: 'FILE_UNWRITABLE', exitCode: 2 });
    const other = join(account.home, 'second.pem');
    const requests = await account.requestsOf(async () => {
      await account.run(['ca', 'create', '--sandbox', '--yes', '--subject', 'CN=X', '--out', other]);
    });
    expect(mutating(requests)).toEqual([]);
  });

  it.each<[string, string[], RegExp]>([
    [
      'is marked for deletion',
      [],
      /is marked for deletion; to have it back: `aws kms cancel-key-deletion --key-id \S+ --region us-east-1 --endpoint-url/,
    ],
    ['is of another type', ['--key-type', 'rsa-2048'], /exists already, of ECC_NIST_P256/],
  ])('takes no key that %s', async (what, flags, words) => {
    const account = seeded.copy();
    await createCa(account);
    if (what === 'is marked for deletion') await account.run(END);
    const again = await account.run([...CREATE, ...flags, '--out', join(account.home, 'second.pem'), '--json']);
    expect(again.json().error).toMatchObject({
      code: 'AWS_CONFLICT',
      message: expect.stringMatching(words),
      aftermath: 'nothing was changed',
      exitCode: 2,
    });
  });

  it.each<[string, Fault]>([
    ['could not name it', { operation: 'CreateAlias', kind: 'access-denied', times: 'always' }],
    ['never heard of it', { operation: 'CreateKey', kind: 'drop-after', times: 1 }],
  ])('takes the key of a run that %s, and makes no second one', async (_what, fault) => {
    const account = seeded.copy();
    await account.fault({ service: 'kms', ...fault });
    const create = [...CREATE, '--out', join(account.home, 'x.pem'), '--json'];
    const cutOff = await account.run(create);
    expect(cutOff.exitCode, cutOff.stderr).toBe(1);
    account.mend();
    const requests = await account.requestsOf(async () => {
      const again = await account.run(create);
      expect(again.exitCode, again.stderr).toBe(0);
      expect(again.stderr).toContain('that of the run that was cut off');
    });
    expect(mutating(requests)).toEqual(['CreateAlias']);
  });

  it('takes no key of somebody else, and does not sign with it', async () => {
    const account = seeded.copy();
    await account.elsewhere(async (client) => {
      const kms = new KMSClient(client);
      const { KeyMetadata } = await kms.send(
        new CreateKeyCommand({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' }),
      );
      await kms.send(new CreateAliasCommand({ AliasName: KEY, TargetKeyId: KeyMetadata!.KeyId }));
    });
    const requests = await account.requestsOf(async () => {
      const run = await account.run([...CREATE, '--out', join(account.home, 'x.pem'), '--json']);
      expect(run.json().error?.message).toContain('does not carry the tag of certprov');
      expect((await account.run(END)).json().error).toMatchObject({ code: 'AWS_CONFLICT', exitCode: 3 });
    });
    expect(requests.map(({ operation }) => operation)).not.toContain('Sign');
    expect(mutating(requests)).toEqual([]);
  });

  it('takes no name of a secret that is marked for deletion', async () => {
    const account = seeded.copy();
    await createCa(account, '--key', 'secret');
    const end = ['ca', 'delete', SECRET, '--confirm', SECRET, '--sandbox', '--json'];
    expect((await account.run(end)).json()).toMatchObject({ key: SECRET, marked: 'now', recoveryDays: 30 });
    const again = await account.run([...CREATE, '--key', 'secret', '--out', join(account.home, 'x.pem'), '--json']);
    expect(again.json().error).toMatchObject({
      code: 'AWS_CONFLICT',
      message: expect.stringContaining('is marked for deletion, and its name is taken'),
      fix: 'choose another name with --name',
    });
    expect((await account.run(end)).json()).toMatchObject({ key: SECRET, marked: 'before', recoveryDays: null });
  });

  it('ends only by its name, and not while devices are signed with it', async () => {
    const account = seeded.copy();
    const out = await createCa(account);
    await account.run([...UNATTENDED, ...LINK_KMS, '--ca-certificate', out]);
    const unnamed = ['ca', 'delete', KEY, '--sandbox', '--json'];
    expect((await account.run(END)).json().error).toMatchObject({ code: 'PLAN_BLOCKED', exitCode: 3 });
    await account.run(['rollback', '--all', '--yes', '--sandbox']);
    expect((await account.run(unnamed)).json().error).toMatchObject({ code: 'INPUT_REQUIRED', exitCode: 2 });
    expect((await account.run([...unnamed, '--confirm', PLACE])).json().error).toMatchObject({
      code: 'CONFIRMATION_MISMATCH',
    });
    expect((await account.run(END)).json()).toMatchObject({ key: KEY, marked: 'now', recoveryDays: 30 });
  });

  it('is not said to be marked when AWS says that there is nothing to mark', async () => {
    const account = seeded.copy();
    await createCa(account, '--key', 'secret');
    await account.fault({ operation: 'DeleteSecret', kind: 'stale-not-found', times: 'always' });
    const run = await account.run(['ca', 'delete', SECRET, '--confirm', SECRET, '--sandbox', '--json']);
    expect(run.exitCode, run.stderr).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'AWS_NOT_FOUND', message: `there is no ${SECRET} here` });
    expect(run.stderr).not.toMatch(/is marked|take it back/);
  });

  it('ends once: marked already, it stays as it is', async () => {
    const account = seeded.copy();
    await createCa(account);
    await account.run(END);
    const requests = await account.requestsOf(async () => {
      const again = await account.run(END);
      expect(again.exitCode).toBe(0);
      expect(again.json()).toMatchObject({ marked: 'before', recoveryDays: null });
      const told = await account.run(END.slice(0, -1));
      expect(told.stdout + told.stderr).toContain('was marked for deletion already: nothing was changed');
    });
    expect(mutating(requests)).toEqual([]);
  });

  it('ends also when the answer is lost', async () => {
    const account = seeded.copy();
    await createCa(account);
    await account.fault({ service: 'kms', operation: 'ScheduleKeyDeletion', kind: 'drop-after', times: 1 });
    expect((await account.run(END)).json()).toMatchObject({ marked: 'now' });
  });

  it('does not end when somebody signs with it while its name is typed', async () => {
    const account = seeded.copy();
    const out = await createCa(account);
    await account.run([...UNATTENDED, ...LINK_KMS, '--ca-certificate', out]);
    await account.run(['rollback', '--yes', '--sandbox']);
    await using terminal = await walk(account, ['ca', 'delete', KEY, '--sandbox']);
    await terminal.waitFor(/Type alias\/certprov-device-ca/);
    await account.elsewhere((client) => switchByOthers(client, 'certprov-signer'));
    const before = await account.snapshot();
    terminal.type(`${KEY}\r`);
    expect(await terminal.exited).toEqual({ exitCode: 3 });
    expect(terminal.scrollback().join('\n')).toMatch(/signs with this key now[^]*nothing was changed/);
    expect(await account.snapshot()).toEqual(before);
  });

  it('is shown with --plan, and nothing is made', async () => {
    const account = seeded.copy();
    const requests = await account.requestsOf(async () => {
      const plan = ['ca', 'create', '--sandbox', '--plan', '--subject', 'CN=X', '--out', join(account.home, 'x.pem')];
      expect((await account.run([...plan, '--json'])).json()).toMatchObject({
        applied: false,
        plan: { prepare: [{ kind: 'kms:CreateKey', target: 'alias/certprov-device-ca' }] },
      });
    });
    expect(mutating(requests)).toEqual([]);
  });
});
