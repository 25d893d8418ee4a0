import { decode, encode } from 'cborg';
import { beforeAll, describe, expect, it } from 'vitest';
import { connectDevice } from '../../src/device/connect-device.ts';
import type { DeviceMessage } from '../../src/device/device-message.ts';
import { DeviceRefusal } from '../../src/device/device-refusal.ts';
import type { DeviceIdentity } from '../../src/device/open-tls.ts';
import { makeIdentity, startTestBroker, type Answer } from './test-broker.ts';

let claim: DeviceIdentity;

beforeAll(async () => {
  const { key, cert } = await makeIdentity('claim');
  claim = { certificatePem: cert, privateKeyPem: key, clientId: 'device-1' };
});

const TOKEN = 'eyJ2ZXJzaW9uIjoiMjAyMCJ9-token';
const ISSUED = {
  certificateId: 'ab'.repeat(32),
  certificatePem: '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n',
  certificateOwnershipToken: TOKEN,
};
const FROM_CSR = '$aws/certificates/create-from-csr';
const PROVISION = '$aws/provisioning-templates/acme-sensors/provision';

const read = (payload: Buffer, format: string): unknown =>
  format === 'json' ? JSON.parse(payload.toString()) : decode(payload);

/** Says what AWS's page of the MQTT API says, in the format that was asked in. */
const asAws =
  (answers: Readonly<Record<string, object>>) =>
  (topic: string, payload: Buffer): Answer => {
    const [, base = '', format = ''] = /^(.*)\/(json|cbor)$/.exec(topic) ?? [];
    if (payload.length > 0 && typeof read(payload, format) !== 'object') return undefined;
    const answer = answers[base];
    if (!answer) return undefined;
    const body = format === 'json' ? Buffer.from(JSON.stringify(answer)) : encode(answer);
    return { topic: `${topic}/${'errorCode' in answer ? 'rejected' : 'accepted'}`, payload: body };
  };

const ANSWERS = {
  [FROM_CSR]: ISSUED,
  '$aws/certificates/create': { ...ISSUED, privateKey: claimKeyStandIn() },
  [PROVISION]: { thingName: 'SN-1', deviceConfiguration: { region: 'eu', interval: '60' } },
};

function claimKeyStandIn(): string {
  return '-----BEGIN PRIVATE KEY-----\nAAAAsecretAAAA\n-----END PRIVATE KEY-----\n';
}

describe('a device', () => {
  it.each(['json', 'cbor'] as const)('gets its certificate and its thing in %s', async (format) => {
    await using broker = await startTestBroker({ answer: asAws(ANSWERS) });
    const device = await connectDevice(broker.endpoint, claim, { format });
    await expect(device.createCertificateFromCsr('CSR')).resolves.toEqual(ISSUED);
    await expect(device.createKeysAndCertificate()).resolves.toMatchObject({ privateKeyPem: claimKeyStandIn() });
    await expect(device.registerThing('acme-sensors', TOKEN, { SerialNumber: 'SN-1' })).resolves.toEqual({
      thingName: 'SN-1',
      deviceConfiguration: { region: 'eu', interval: '60' },
    });
    await device.close();
    await device.close();
    expect(broker.seen.slice(0, 4)).toEqual([
      'connect device-1',
      `subscribe ${FROM_CSR}/${format}/accepted`,
      `subscribe ${FROM_CSR}/${format}/rejected`,
      `publish ${FROM_CSR}/${format}`,
    ]);
    expect(broker.sessions).toMatchObject([
      { protocol: 'TLSv1.3', servername: broker.endpoint.servername, alpn: false, commonName: 'claim' },
    ]);
  });

  it('says which protocol it speaks where AWS IoT has to be told', async () => {
    await using broker = await startTestBroker();
    const device = await connectDevice({ ...broker.endpoint, alpn: 'x-amzn-mqtt-ca' }, claim);
    await device.close();
    expect(broker.sessions).toMatchObject([{ alpn: 'x-amzn-mqtt-ca' }]);
  });

  it('shows its messages without what is secret in them', async () => {
    await using broker = await startTestBroker({ answer: asAws(ANSWERS) });
    const messages: DeviceMessage[] = [];
    const device = await connectDevice(broker.endpoint, claim, { onMessage: (message) => messages.push(message) });
    await device.createKeysAndCertificate();
    await device.registerThing('acme-sensors', TOKEN, { SerialNumber: 'SN-1', Secret: 'hunter2-hunter2' });
    await device.close();
    expect(messages.map(({ direction, topic }) => `${direction} ${topic}`)).toEqual([
      'sent $aws/certificates/create/json',
      'received $aws/certificates/create/json/accepted',
      `sent ${PROVISION}/json`,
      `received ${PROVISION}/json/accepted`,
    ]);
    expect(messages[1]?.bytes).toBeGreaterThan(100);
    expect(messages[2]?.payload).toMatchObject({ parameters: { SerialNumber: 'SN-1' } });
    const shown = JSON.stringify(messages);
    for (const secret of [TOKEN, 'AAAAsecretAAAA', 'hunter2']) expect(shown).not.toContain(secret);
  });

  it('hands a refusal on as it came, with what is likely behind it', async () => {
    const refusal = { statusCode: 403, errorCode: 'AccessDenied', errorMessage: 'hook said no' };
    await using broker = await startTestBroker({ answer: asAws({ [PROVISION]: refusal }) });
    const device = await connectDevice(broker.endpoint, claim);
    const error: unknown = await device.registerThing('acme-sensors', TOKEN, {}).catch((e: unknown) => e);
    await device.close();
    expect(error).toBeInstanceOf(DeviceRefusal);
    expect(error).toMatchObject({ ...refusal, code: 'DEVICE_REFUSED', fix: expect.stringContaining('hook') });
    expect((error as Error).message).toBe('RegisterThing was refused: AccessDenied: hook said no');
  });

  it.each([
    ['no JSON', Buffer.from('{"certificateId": "-----BEGIN PRIVATE KEY-----')],
    ['no object', Buffer.from('"text"')],
    ['without a token', Buffer.from(JSON.stringify({ ...ISSUED, certificateOwnershipToken: undefined }))],
  ])('does not take for an answer what is %s', async (_what, payload) => {
    await using broker = await startTestBroker({ answer: (topic) => ({ topic: `${topic}/accepted`, payload }) });
    const device = await connectDevice(broker.endpoint, claim);
    const error: unknown = await device.createCertificateFromCsr('CSR').catch((e: unknown) => e);
    await device.close();
    expect(error).toMatchObject({ code: 'DEVICE_ANSWER_UNREADABLE' });
    expect(String(error)).not.toContain('PRIVATE');
  });
});

describe('a device that AWS IoT does not let through', () => {
  const connect = async (endpoint: Parameters<typeof connectDevice>[0]): Promise<unknown> =>
    connectDevice(endpoint, claim, { timeoutMs: 2_000 }).then(
      async (device) => device.close(),
      (error: unknown) => error,
    );

  it('says so when nobody listens', async () => {
    const broker = await startTestBroker();
    await broker[Symbol.asyncDispose]();
    await expect(connect(broker.endpoint)).resolves.toMatchObject({
      code: 'DEVICE_ENDPOINT_UNREACHABLE',
      message: expect.stringContaining(`127.0.0.1:${broker.endpoint.port}`),
    });
  });

  it('never trusts a server that its roots do not vouch for, or that has another name', async () => {
    await using broker = await startTestBroker();
    const untrusted = { code: 'DEVICE_ENDPOINT_UNTRUSTED' };
    await expect(connect({ ...broker.endpoint, caPem: undefined })).resolves.toMatchObject(untrusted);
    await expect(connect({ ...broker.endpoint, servername: 'other.example' })).resolves.toMatchObject(untrusted);
    expect(broker.seen).toEqual([]);
  });

  it('says so when its certificate is not known', async () => {
    await using broker = await startTestBroker({ unknown: 'claim' });
    await expect(connect(broker.endpoint)).resolves.toMatchObject({
      code: 'DEVICE_NOT_ACCEPTED',
      fix: expect.stringContaining('ACTIVE'),
    });
  });

  it('says so when it may not connect, and that a network may be who ended the connection', async () => {
    await using broker = await startTestBroker({ mayConnect: () => 'refuse' });
    await expect(connect(broker.endpoint)).resolves.toMatchObject({
      code: 'DEVICE_NOT_ACCEPTED',
      message: expect.stringMatching(/AWS IoT does not accept the certificate or the client id, or a network/),
      fix: expect.stringMatching(/^check that the certificate.*; if all that is so, look for a proxy or firewall/),
    });
  });

  it('states nothing of a policy when the connection ends at what it publishes', async () => {
    await using broker = await startTestBroker({ mayPublish: () => false });
    const device = await connectDevice(broker.endpoint, claim, { timeoutMs: 2_000 });
    await expect(device.createKeysAndCertificate()).rejects.toMatchObject({
      code: 'DEVICE_NOT_AUTHORIZED',
      message: expect.stringMatching(
        /^the connection ended when .*\$aws\/certificates\/create\/json: AWS IoT ends .* may not publish, and a network/,
      ),
      fix: expect.stringMatching(/iot:Publish.*if it does, look at the network/),
      details: { action: 'iot:Publish' },
    });
    await device.close();
  });

  it('waits no longer than it was told to', async () => {
    await using broker = await startTestBroker({ mayConnect: () => 'silence' });
    const start = performance.now();
    await expect(connect(broker.endpoint)).resolves.toMatchObject({ code: 'DEVICE_UNANSWERED' });
    expect(performance.now() - start).toBeLessThan(20_000);
  });

  it('does not send a key that is not its own', async () => {
    await using broker = await startTestBroker();
    const other = await makeIdentity('other');
    await expect(connectDevice(broker.endpoint, { ...claim, privateKeyPem: other.key })).rejects.toMatchObject({
      code: 'DEVICE_IDENTITY_UNUSABLE',
    });
    expect(broker.sessions).toEqual([]);
  });

  it.each([
    ['a refused subscription', { maySubscribe: () => false }, 'DEVICE_NOT_AUTHORIZED', 'iot:Subscribe'],
    ['a message that ends the connection', { mayPublish: () => false }, 'DEVICE_NOT_AUTHORIZED', 'iot:Publish'],
    ['silence', {}, 'DEVICE_UNANSWERED', 'answers nothing when a policy forbids it'],
  ])('takes %s for a policy', async (_how, options, code, fix) => {
    await using broker = await startTestBroker(options);
    const device = await connectDevice(broker.endpoint, claim, { timeoutMs: 1_000 });
    const asked = device.createCertificateFromCsr('CSR');
    await expect(asked).rejects.toMatchObject({ code, fix: expect.stringContaining(fix) });
    await expect(asked).rejects.toMatchObject({ fix: expect.stringContaining(FROM_CSR) });
    await device.close();
  });
});
