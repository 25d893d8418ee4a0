import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { X509Certificate } from 'node:crypto';
import { join } from 'node:path';
import { CreateProvisioningTemplateCommand, IoTClient } from '@aws-sdk/client-iot';
import { beforeAll, describe, expect, it } from 'vitest';
import type { CertprovRun } from '../support/certprov.ts';
import { makeIdentity, startTestBroker, type TestBroker, type TestBrokerOptions } from '../device/test-broker.ts';
import { generateKeys, makeTestAuthority } from '../signer/test-authority.ts';
import { Account, mutating } from './account.ts';
import { PROVISIONING_ROLE, smallestBody } from '../sandbox/iot/smallest-body.ts';

let seeded: Account;
let claim: { key: string; cert: string };
let authority: Awaited<ReturnType<typeof makeTestAuthority>>;

beforeAll(async () => {
  seeded = await Account.seeded();
  claim = await makeIdentity('claim');
  authority = await makeTestAuthority();
});

const TOKEN = 'ownership-token-of-this-device-only';
const DEVICE = ['--template', 'acme-sensors', '--parameter', 'SerialNumber=SN-1', '--client-id', 'SN-1'];

interface Served {
  readonly account: Account;
  readonly broker: TestBroker;
  run(...args: readonly string[]): Promise<CertprovRun>;
}

/** An endpoint that does as it is told, in place of AWS IoT; the rest of the account is the sandbox's. */
async function served(options: TestBrokerOptions = {}): Promise<Served & AsyncDisposable> {
  const account = seeded.copy();
  const broker = await startTestBroker({ servername: 'localhost', ...options });
  const files = [
    ['--claim-certificate', account.file('claim.pem', claim.cert)],
    ['--claim-key', account.file('claim.key', claim.key)],
    ['--endpoint', `localhost:${broker.endpoint.port}`],
    ['--tls-roots', account.file('roots.pem', broker.endpoint.caPem?.join('') ?? '')],
  ].flat();
  return {
    account,
    broker,
    run: (...args) => account.run(['device', 'provision', '--sandbox', ...files, ...args]),
    [Symbol.asyncDispose]: () => broker[Symbol.asyncDispose](),
  };
}

type Answers = Readonly<Record<string, (request: Readonly<Record<string, string>>) => Promise<object> | object>>;

/** By the last part of the topic before the format. */
const answering =
  (answers: Answers): NonNullable<TestBrokerOptions['answer']> =>
  async (topic, payload) => {
    const operation = topic.split('/').at(-2) ?? '';
    const answer = await answers[operation]?.(JSON.parse(payload.toString() || '{}') as Record<string, string>);
    if (!answer) return undefined;
    const outcome = 'errorCode' in answer ? 'rejected' : 'accepted';
    return { topic: `${topic}/${outcome}`, payload: Buffer.from(JSON.stringify(answer)) };
  };

const issued = (certificatePem: string) => ({
  certificateId: 'ab'.repeat(32),
  certificatePem,
  certificateOwnershipToken: TOKEN,
});

const signs: Answers = {
  'create-from-csr': async ({ certificateSigningRequest = '' }) =>
    issued(await authority.issue(certificateSigningRequest)),
};
const registers: Answers = { provision: () => ({ thingName: 'SN-1', deviceConfiguration: { interval: '60' } }) };

const folderOf = (account: Account): string => join(account.home, 'user', 'SN-1');

describe('device provision', () => {
  it('keeps key and certificate for its owner alone, and shows no secret with --trace', async () => {
    await using device = await served({ answer: answering({ ...signs, ...registers }) });
    const run = await device.run(...DEVICE, '--subject', 'CN=SN-1,O=Acme', '--trace');
    expect(run.exitCode).toBe(0);
    expect(run.stdout).toBe('SN-1\n');
    const folder = folderOf(device.account);
    const key = readFileSync(join(folder, 'device.key'), 'utf8');
    // Windows goes by the folder's rights instead.
    const modes = ['', 'device.key'].map((name) => statSync(join(folder, name)).mode & 0o777);
    expect(modes).toEqual(process.platform === 'win32' ? modes : [0o700, 0o600]);
    const certificate = new X509Certificate(readFileSync(join(folder, 'device.pem')));
    expect(certificate.subject).toBe('O=Acme\nCN=SN-1');
    for (const topic of ['create-from-csr/json', 'create-from-csr/json/accepted', 'provision/json/accepted'])
      expect(run.stderr).toContain(topic);
    const shown = run.stdout + run.stderr;
    const secrets = [TOKEN, ...key.split('\n').slice(1, -2), ...claim.key.split('\n').slice(1, -2)];
    expect(secrets.filter((secret) => shown.includes(secret))).toEqual([]);
    expect(shown).not.toContain('PRIVATE KEY');
  });

  it('never writes over a file, and asks nobody for a certificate that it could not keep', async () => {
    await using device = await served({ answer: answering({ ...signs, ...registers }) });
    const folder = folderOf(device.account);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'device.pem'), 'mine');
    const run = await device.run(...DEVICE);
    expect(run.exitCode).toBe(2);
    expect(run.stderr).toContain('--out-dir');
    expect(readFileSync(join(folder, 'device.pem'), 'utf8')).toBe('mine');
    expect(device.broker.seen).toEqual([]);
  });

  it('answers with one document', async () => {
    await using device = await served({ answer: answering({ ...signs, ...registers }) });
    const run = await device.run(...DEVICE, '--json', '--trace');
    expect(run.json()).toMatchObject({
      command: 'device provision',
      by: 'claim',
      keysBy: 'device',
      thingName: 'SN-1',
      deviceConfiguration: { interval: '60' },
      reconnectedAs: 'SN-1',
      certificate: { subject: 'CN=SN-1', issuer: 'CN=Test CA' },
      files: { key: join(folderOf(device.account), 'device.key') },
      messages: [{ direction: 'sent' }, { direction: 'received' }, { direction: 'sent' }, { direction: 'received' }],
    });
    expect(run.stdout).not.toContain(TOKEN);
    expect(device.broker.seen.at(-1)).toBe('connect SN-1');
  });
});

describe.concurrent('a device that does not get through', () => {
  it.each([
    ['access-denied', /^nothing was made$/],
    // Its answer is lost, and it is there.
    ['drop-after', /^nothing was registered; the claim of a trusted user ends by itself within five minutes$/],
  ] as const)('says of a claim that met %s what is there', async (kind, aftermath) => {
    const account = seeded.copy();
    await account.fault({ operation: 'CreateProvisioningClaim', kind, times: 'always' });
    const trusted = ['--trusted-user', ...DEVICE, '--out-dir', join(account.home, 'device')];
    const run = await account.run(['device', 'provision', '--sandbox', '--json', ...trusted]);
    expect(run.exitCode).toBe(1);
    expect(run.json().error!.aftermath).toMatch(aftermath);
  });

  it('names the step and the hook when RegisterThing is refused, and says where it stands', async () => {
    const refusal = { statusCode: 403, errorCode: 'AccessDenied', errorMessage: 'no \u001B[31mentry' };
    await using device = await served({ answer: answering({ ...signs, provision: () => refusal }) });
    const run = await device.run(...DEVICE, '--json');
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({
      code: 'DEVICE_REFUSED',
      message: expect.stringContaining('RegisterThing was refused: '),
      fix: expect.stringContaining('pre-provisioning hook'),
      aftermath: expect.stringContaining('forgets it within the hour'),
      details: { step: 'RegisterThing', statusCode: 403, errorCode: 'AccessDenied' },
    });
    expect(run.stdout + run.stderr).not.toContain('\u001B');
  });

  it('registers nothing with a certificate for another key', async () => {
    const other = await generateKeys('EC P-256');
    const swapped: Answers = {
      'create-from-csr': async ({ certificateSigningRequest = '' }) =>
        issued(await authority.issue(certificateSigningRequest, { publicKey: other.publicKey })),
    };
    await using device = await served({ answer: answering({ ...swapped, ...registers }) });
    const run = await device.run(...DEVICE, '--json');
    expect(run.exitCode).toBe(3);
    expect(run.json().error).toMatchObject({ code: 'DEVICE_CERTIFICATE_BAD', details: { step: 'certificate' } });
    expect(device.broker.seen.filter((act) => act.includes('provision/'))).toEqual([]);
    expect(existsSync(folderOf(device.account))).toBe(false);
  });

  it('registers nothing with a certificate that breaks a rule', async () => {
    const another: Answers = {
      'create-from-csr': async ({ certificateSigningRequest = '' }) =>
        issued(await authority.issue(certificateSigningRequest, { subject: 'CN=somebody-else' })),
    };
    await using device = await served({ answer: answering({ ...another, ...registers }) });
    const run = await device.run(...DEVICE, '--json');
    expect(run.exitCode).toBe(3);
    expect(run.json().error?.details).toMatchObject({ check: 'SUBJECT_SAME' });
    expect(existsSync(folderOf(device.account))).toBe(false);
  });

  it.each([
    ['is not known', { unknown: 'claim' }, 'DEVICE_NOT_ACCEPTED', 'connect with the claim'],
    ['may not connect', { mayConnect: () => 'refuse' }, 'DEVICE_NOT_ACCEPTED', 'connect with the claim'],
    ['may not subscribe', { maySubscribe: () => false }, 'DEVICE_NOT_AUTHORIZED', 'certificate'],
    ['may not publish', { mayPublish: () => false }, 'DEVICE_NOT_AUTHORIZED', 'certificate'],
  ] as const)('says which step it was when its claim %s', async (_what, options, code, step) => {
    await using device = await served(options);
    const run = await device.run(...DEVICE, '--json');
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({ code, details: { step }, fix: expect.stringContaining('policy') });
    expect(existsSync(folderOf(device.account))).toBe(false);
  });

  it('points at the template when the new certificate is not let in', async () => {
    const mayConnect = (clientId: string) => (clientId === 'claim-1' ? 'yes' : 'refuse');
    await using device = await served({ mayConnect, answer: answering({ ...signs, ...registers }) });
    const run = await device.run(...DEVICE, '--client-id', 'claim-1', '--json');
    expect(run.exitCode).toBe(1);
    expect(run.json().error).toMatchObject({
      details: { step: 'connect as itself' },
      fix: expect.stringContaining('client/SN-1'),
      aftermath: expect.stringContaining('thing SN-1 is registered'),
    });
  });
});

describe.concurrent('before anything is made', () => {
  it('a template that is disabled, or not for fleets, stops the device', async () => {
    await using device = await served();
    await device.account.elsewhere((client) =>
      new IoTClient(client).send(
        new CreateProvisioningTemplateCommand({
          templateName: 'acme-paused',
          templateBody: smallestBody(),
          provisioningRoleArn: PROVISIONING_ROLE,
          enabled: false,
        }),
      ),
    );
    for (const template of ['acme-paused', 'acme-partner-devices']) {
      const run = await device.run('--template', template, '--parameter', 'SerialNumber=SN-1', '--json');
      expect(run.exitCode).toBe(3);
      expect(run.json().error).toMatchObject({ code: 'TEMPLATE_UNUSABLE' });
    }
    expect(device.broker.seen).toEqual([]);
  });

  it.each([
    [[], '--template'],
    [['--template', 'acme-sensors'], '--parameter SerialNumber=…'],
  ])('an answer that is missing names its flag: %j', async (args, flag) => {
    await using device = await served();
    const run = await device.run(...args, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.json().error).toMatchObject({ code: 'INPUT_REQUIRED', details: { flag } });
  });

  it.each([
    [['--template', 'nobody'], 'acme-cameras, acme-gateways, acme-meters'],
    [[...DEVICE, '--trusted-user'], 'exclude each other'],
    [[...DEVICE, '--keys-by-aws', '--key-type', 'rsa-2048'], '--keys-by-aws'],
    [[...DEVICE, '--key-type', 'ed25519'], 'ec-p256'],
    [[...DEVICE, '--format', 'xml'], 'cbor'],
    [[...DEVICE, '--parameter', 'SerialNumber=SN-2'], 'twice'],
    [[...DEVICE, '--parameter', 'SerialNumber'], 'has no value'],
    [[...DEVICE, '--client-id', 'x'.repeat(129)], '--client-id'],
  ])('an option that makes no sense is refused: %j', async (args, word) => {
    await using device = await served();
    const run = await device.run(...args, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.stdout).toContain(word);
    expect(device.broker.seen).toEqual([]);
  });

  it("a key that is not the claim's is not sent", async () => {
    await using device = await served();
    const other = device.account.file('other.key', (await makeIdentity('other')).key);
    const run = await device.run(...DEVICE, '--claim-key', other, '--json');
    expect(run.exitCode).toBe(2);
    expect(run.json().error?.message).toContain('is not the key of');
    expect(device.broker.seen).toEqual([]);
  });

  it('with --sandbox no device leaves this machine', async () => {
    await using device = await served();
    const run = await device.run(...DEVICE, '--endpoint', 'a1-ats.iot.us-east-1.amazonaws.com', '--json');
    expect(run.json().error).toMatchObject({ code: 'SANDBOX_REFUSED' });
  });

  it('nothing of the account is changed by a device that is stopped', async () => {
    await using device = await served({ unknown: 'claim' });
    const requests = await device.account.requestsOf(() => device.run(...DEVICE));
    expect(mutating(requests)).toEqual([]);
  });
});
