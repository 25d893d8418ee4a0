import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { OwnCaSecret } from '../../../src/authority/secret-documents.ts';
import { readSecret } from '../../../src/authority/aws/read-secret.ts';
import { awsError, startAcmPcaStandIn, throttled } from '../acm-pca/acm-pca-stand-in.ts';
import { passingClock } from '../passing-clock.ts';

const OPERATION = 'secretsmanager.GetSecretValue';
const KEY = 'a-key-that-no-error-may-hold';
const value = (document: unknown) =>
  ({
    status: 200,
    body: { Name: 'the/secret', SecretString: typeof document === 'string' ? document : JSON.stringify(document) },
  }) as const;

async function secretOf(answers: Parameters<typeof startAcmPcaStandIn>[0][string]) {
  const server = await startAcmPcaStandIn({ [OPERATION]: answers });
  const clock = passingClock();
  const source = readSecret<OwnCaSecret>(
    'the/secret',
    { partition: 'aws-cn', region: 'cn-north-1' },
    {
      env: {
        AWS_ENDPOINT_URL_SECRETS_MANAGER: server.endpoint,
        AWS_ACCESS_KEY_ID: 'ASIATESTTESTTESTTEST',
        AWS_SECRET_ACCESS_KEY: 'x',
      },
      clock,
    },
  );
  return { ...server, clock, source, read: () => source.read(clock.now() + 4_000) };
}

describe('readSecret', () => {
  it('asks for the secret by name, in the Region that it is given', async () => {
    await using manager = await secretOf([value({ privateKeyPem: KEY })]);
    expect(await manager.read()).toEqual({ privateKeyPem: KEY });
    expect(manager.requests).toMatchObject([
      {
        operation: OPERATION,
        input: { SecretId: 'the/secret' },
        headers: { authorization: expect.stringContaining('/cn-north-1/secretsmanager/aws4_request') },
      },
    ]);
  });

  it.each(['EC', 'RSA'] as const)('reads PEM that a field of the console has put on one line: %s', async (kind) => {
    const { privateKey } =
      kind === 'EC'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    for (const type of ['pkcs8', kind === 'EC' ? 'sec1' : 'pkcs1'] as const) {
      const pem = privateKey.export({ format: 'pem', type }).toString();
      const secret = { privateKeyPem: pem.replaceAll('\n', ' '), other: 'a text with blanks ----- and more' };
      await using manager = await secretOf([value(secret)]);
      const read = await manager.read();
      expect(createPrivateKey(read.privateKeyPem).equals(privateKey)).toBe(true);
      expect(read).toMatchObject({ other: secret.other });
      await using whole = await secretOf([value({ privateKeyPem: pem })]);
      expect(await whole.read()).toEqual({ privateKeyPem: pem });
    }
  });

  it('reads PEM however its line breaks got into the JSON', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const pem = privateKey.export({ format: 'pem', type: 'pkcs8' }).toString();
    const json = JSON.stringify({ privateKeyPem: pem + pem, other: 'a text ----- \\n "quoted" and more' });
    const forms = {
      'line breaks as they are': json.replaceAll(/(?<!\\)\\n/g, '\n'),
      'those of Windows': json.replaceAll(/(?<!\\)\\n/g, '\r\n'),
      'escaped twice': json.replaceAll(/(?<!\\)\\n/g, String.raw`\\n`),
      'quoted as in the JSON that it came from': JSON.stringify({
        privateKeyPem: JSON.stringify(pem),
        other: 'a text ----- \\n "quoted" and more',
      }),
      'quoted, without a line break at the end': JSON.stringify({
        privateKeyPem: JSON.stringify(pem.trim()),
        other: 'a text ----- \\n "quoted" and more',
      }),
      'a byte order mark': `\uFEFF${json}`,
    };
    for (const [form, text] of Object.entries(forms)) {
      await using manager = await secretOf([{ status: 200, body: { SecretString: text } }]);
      const read = await manager.read();
      expect(read, form).toMatchObject({ other: 'a text ----- \\n "quoted" and more' });
      expect(createPrivateKey(read.privateKeyPem).equals(privateKey), form).toBe(true);
    }
  });

  it('asks once for many devices, those that come at the same time too', async () => {
    await using manager = await secretOf([value({ privateKeyPem: KEY })]);
    const [first, second] = await Promise.all([manager.read(), manager.read()]);
    expect(second).toBe(first);
    expect(await manager.read()).toBe(first);
    expect(manager.requests).toHaveLength(1);
  });

  it('asks again after it was told to forget', async () => {
    await using manager = await secretOf([value({ privateKeyPem: 'old' }), value({ privateKeyPem: 'new' })]);
    await manager.read();
    await manager.clock.wait(1_000);
    manager.source.forget();
    expect(await manager.read()).toEqual({ privateKeyPem: 'new' });
  });

  it('does not ask for each device of a crowd that is refused', async () => {
    await using manager = await secretOf([value({ privateKeyPem: 'old' }), value({ privateKeyPem: 'new' })]);
    await manager.read();
    await manager.clock.wait(999);
    manager.source.forget();
    expect(await manager.read()).toEqual({ privateKeyPem: 'old' });
    expect(manager.requests).toHaveLength(1);
  });

  it('asks again after five minutes, and gives the same object for a value that has not changed', async () => {
    const [old, rotated] = [value({ privateKeyPem: 'old' }), value({ privateKeyPem: 'new' })];
    await using manager = await secretOf([old, old, rotated]);
    const first = await manager.read();
    await manager.clock.wait(299_999);
    expect(await manager.read()).toBe(first);
    expect(manager.requests).toHaveLength(1);
    await manager.clock.wait(1);
    expect(await manager.read()).toBe(first);
    expect(manager.requests).toHaveLength(2);
    await manager.clock.wait(300_000);
    expect(await manager.read()).toEqual({ privateKeyPem: 'new' });
  });

  it('goes on with what it knows while AWS fails, and not when it may not read it any more', async () => {
    await using manager = await secretOf([
      value({ privateKeyPem: 'old' }),
      awsError('InternalServiceError', 'x', 500),
      awsError('InternalServiceError', 'x', 500),
      awsError('AccessDeniedException', 'no'),
    ]);
    await manager.read();
    await manager.clock.wait(300_000);
    expect(await manager.read()).toEqual({ privateKeyPem: 'old' });
    await manager.clock.wait(300_000);
    await expect(manager.read()).rejects.toMatchObject({ name: 'AuthorityAccessDenied' });
  });

  it('does not keep a failure', async () => {
    await using manager = await secretOf([awsError('AccessDeniedException', 'no'), value({ privateKeyPem: KEY })]);
    await expect(manager.read()).rejects.toMatchObject({ name: 'AuthorityAccessDenied' });
    expect(await manager.read()).toEqual({ privateKeyPem: KEY });
  });

  it('asks again at once when it is throttled', async () => {
    await using manager = await secretOf([throttled, value({ privateKeyPem: KEY })]);
    expect(await manager.read()).toEqual({ privateKeyPem: KEY });
  });

  it.each([
    ['is no JSON', KEY],
    ['is a JSON text', JSON.stringify(KEY)],
    ['is a JSON list', JSON.stringify([KEY])],
  ])('refuses a secret that %s, and shows nothing of it', async (_case, text) => {
    await using manager = await secretOf([value(text)]);
    const error = await manager.read().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({
      name: 'AuthorityAnswerInvalid',
      message: 'the secret the/secret is not a JSON object',
    });
    expect(JSON.stringify(error)).not.toContain(KEY);
  });

  it('refuses a secret that is binary', async () => {
    await using manager = await secretOf([
      { status: 200, body: { Name: 'x', SecretBinary: Buffer.from(KEY).toString('base64') } },
    ]);
    await expect(manager.read()).rejects.toMatchObject({ name: 'AuthorityAnswerInvalid' });
  });

  it.each([
    ['ResourceNotFoundException', 'AuthorityNotFound'],
    ['InvalidRequestException', 'AuthorityNotActive'],
    ['DecryptionFailure', 'AuthorityAccessDenied'],
    ['AccessDeniedException', 'AuthorityAccessDenied'],
    ['UnrecognizedClientException', 'AuthorityCredentialsRefused'],
  ])('says what %s means (%s)', async (code, name) => {
    await using manager = await secretOf([awsError(code, 'as AWS words it')]);
    await expect(manager.read()).rejects.toMatchObject({ name, message: expect.stringContaining('as AWS words it') });
  });
});
