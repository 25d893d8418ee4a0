import { verify, X509Certificate } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { kmsSign, type KmsSignInput } from '../../../src/authority/own-ca/kms-sign.ts';
import { kmsAuthority, parseKmsKeyArn } from '../../../src/authority/own-ca/kms.ts';
import { buildCaCertificate } from '../../../src/csr/build-ca-certificate.ts';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { parseCertificate, verifyCertificateSignature } from '../../../src/csr/certificate.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import { parseName } from '../../../src/csr/names/parse-name.ts';
import { createHandler } from '../../../src/signer/create-handler.ts';
import { spkiOf } from '../../csr/issuing.ts';
import { CA_KINDS, makeOwnCa } from '../../csr/own-ca.ts';
import { awsError, type Answer } from '../acm-pca/acm-pca-stand-in.ts';
import { deviceRequest } from '../device-request.ts';
import { KEY_ARN, kmsEnvironment, startKmsStandIn } from './kms-stand-in.ts';
import { awkwardDevices, complaintsOfOpenssl } from './own-ca-devices.ts';
import { passingClock } from '../passing-clock.ts';

const REQUEST = await deviceRequest();
const DEVICES = await awkwardDevices();
const EC = await generateKey('ec-p256');
const ISSUER = await makeOwnCa(EC);
const config = { kind: 'kms', keyArn: KEY_ARN } as const;

async function kmsWith(answers: readonly Answer[] = [], { keys = EC, issuer = ISSUER, keyArn = KEY_ARN } = {}) {
  const server = await startKmsStandIn(keys.privateKey, answers);
  const clock = passingClock();
  const env = kmsEnvironment(server.endpoint);
  const authority = kmsAuthority({ kind: 'kms', keyArn }, issuer, { env, clock });
  return {
    ...server,
    clock,
    authority,
    issue: (device = REQUEST, withinMs = 4_300) =>
      authority.issueCertificate({ ...device, validityDays: 30, deadline: clock.now() + withinMs }),
  };
}

describe.each(CA_KINDS)('kmsAuthority with a CA of %s', async (kind) => {
  const keys = await generateKey(kind);
  const issuer = await makeOwnCa(keys);
  // Every kind of key and every subject once; all of them together are tried without KMS.
  const devices = DEVICES.filter((_device, index) => index % 6 === 0);

  it('issues what OpenSSL verifies strictly, with the subject and key of the CSR', async () => {
    await using kms = await kmsWith([], { keys, issuer });
    const issued = await Promise.all(devices.map(async (device) => (await kms.issue(device)).certificatePem));
    expect(issued).toHaveLength(5);
    expect(complaintsOfOpenssl(issuer.pem, issued)).toBe('');
    for (const [index, pem] of issued.entries()) {
      const certificate = parseCertificate(pem);
      expect(verifyCertificateSignature(certificate, issuer.publicKey)).toBe(true);
      expect(certificate.subject.der.equals(devices[index]!.csr.subject.der)).toBe(true);
      expect(certificate.publicKey.spkiDer.equals(devices[index]!.csr.publicKey.spkiDer)).toBe(true);
    }
  });
});

describe('kmsAuthority', () => {
  it('sends the digest alone, in one request to the Region of the key', async () => {
    await using kms = await kmsWith();
    const { certificatePem, authorityMs } = await kms.issue();
    expect(kms.requests).toHaveLength(1);
    const [request] = kms.requests;
    expect(request?.input).toEqual({
      KeyId: KEY_ARN,
      Message: expect.stringMatching(/^[\w+/]{43}=$/),
      MessageType: 'DIGEST',
      SigningAlgorithm: 'ECDSA_SHA_256',
    });
    expect(request?.headers['x-amz-target']).toBe('TrentService.Sign');
    expect(request?.headers.authorization).toContain('/eu-central-1/kms/aws4_request');
    expect(authorityMs).toBe(0);
    expect(parseCertificate(certificatePem).notAfter.getTime()).toBe(
      Math.floor((kms.clock.now() + 30 * 86_400_000) / 1000) * 1000,
    );
  });

  it('knows its chain without asking anybody', async () => {
    await using kms = await kmsWith();
    expect(await kms.authority.caChainPem()).toEqual([ISSUER.pem]);
    expect(kms.requests).toEqual([]);
  });

  it.each([
    ['throttled', awsError('ThrottlingException', 'Rate exceeded')],
    ['answered 500', awsError('KMSInternalException', 'try again', 500)],
    ['answered by a dependency that is late', awsError('DependencyTimeoutException', 'try again', 503)],
    ['told that the key is not there for the moment', awsError('KeyUnavailableException', 'try again', 500)],
    ['cut off', 'drop' as const],
    ['silent', 'hang' as const],
  ])('asks a second time when it is %s', async (_case, answer) => {
    await using kms = await kmsWith([answer]);
    expect(complaintsOfOpenssl(ISSUER.pem, [(await kms.issue()).certificatePem])).toBe('');
    expect(kms.requests).toHaveLength(2);
  });

  it.each([
    ['NotFoundException', 'AuthorityNotFound'],
    ['DisabledException', 'AuthorityNotActive'],
    ['KMSInvalidStateException', 'AuthorityNotActive'],
    ['InvalidKeyUsageException', 'AuthorityRefused'],
    ['ValidationException', 'AuthorityRefused'],
    ['AccessDeniedException', 'AuthorityAccessDenied'],
    ['ExpiredTokenException', 'AuthorityCredentialsRefused'],
  ])('passes on %s as %s, and asks only once', async (awsCode, name) => {
    await using kms = await kmsWith([awsError(awsCode, 'as AWS words it')]);
    await expect(kms.issue()).rejects.toMatchObject({
      name,
      awsCode,
      message: expect.stringContaining('as AWS words it'),
    });
    expect(kms.requests).toHaveLength(1);
  });

  it('gives up when it is throttled twice', async () => {
    const throttled = awsError('ThrottlingException', 'Rate exceeded');
    await using kms = await kmsWith([throttled, throttled]);
    await expect(kms.issue()).rejects.toMatchObject({ name: 'AuthorityThrottled' });
    expect(kms.requests).toHaveLength(2);
  });

  it.each([
    ['no signature', {}],
    ['an empty one', { Signature: '' }],
    ['something else in its place', { Signature: 7 }],
  ])('refuses an answer with %s', async (_case, body) => {
    await using kms = await kmsWith([{ status: 200, body }]);
    await expect(kms.issue()).rejects.toMatchObject({ name: 'AuthorityAnswerInvalid' });
  });

  it.each([
    ['expired', { notAfter: new Date('2020-01-01') }],
    ['not valid yet', { notBefore: new Date('2100-01-01') }],
  ])('does not ask when the certificate of the CA is %s', async (_case, dates) => {
    await using kms = await kmsWith([], { issuer: { ...ISSUER, ...dates } });
    await expect(kms.issue()).rejects.toMatchObject({
      name: 'AuthorityNotActive',
      message: expect.stringContaining('is valid from'),
    });
    expect(kms.requests).toEqual([]);
  });

  it('is refused a key of another kind by KMS, and says which algorithm it asked for', async () => {
    const issuer = await makeOwnCa(await generateKey('rsa-2048'));
    await using kms = await kmsWith([], { issuer });
    await expect(kms.issue()).rejects.toThrow('RSASSA_PKCS1_V1_5_SHA_256');
  });

  it.each([
    ['an alias', 'arn:aws:kms:eu-west-1:123456789012:alias/ca', {}, 'is not the ARN of a key'],
    ['a key ID', '1234abcd-12ab-34cd-56ef-1234567890ab', {}, 'is not the ARN of a key'],
    ['a CA whose signatures AWS IoT does not take', KEY_ARN, { algorithm: 'Ed25519' }, 'does not accept'],
  ] as const)('cannot be made with %s', (_case, keyArn, key, message) => {
    const publicKey = { ...ISSUER.publicKey, ...key };
    expect(() => kmsAuthority({ ...config, keyArn }, { ...ISSUER, publicKey }, { env: {} })).toThrow(message);
  });

  it('stands behind a signer, which returns no certificate that another key has signed', async () => {
    const event = { certificateSigningRequest: REQUEST.csr.pem, principalId: 'a'.repeat(64), clientId: 'device-42' };
    const context = { getRemainingTimeInMillis: () => 5_000 };
    const lines: string[] = [];
    const sign = async (keys: typeof EC) => {
      await using server = await startKmsStandIn(keys.privateKey);
      const authority = kmsAuthority(config, ISSUER, { env: kmsEnvironment(server.endpoint) });
      const log = (line: string) => lines.push(line);
      return await createHandler({ authority, validityDays: 30, issuer: ISSUER, log })(event, context);
    };
    expect(complaintsOfOpenssl(ISSUER.pem, [(await sign(EC)).certificatePem])).toBe('');
    await expect(sign(await generateKey('ec-p256'))).rejects.toMatchObject({ code: 'CERTIFICATE_ISSUER_DIFFERS' });
    expect(lines.map((line) => JSON.parse(line).code)).toEqual(['SIGNED', 'CERTIFICATE_ISSUER_DIFFERS']);
  });
});

describe('kmsSign', () => {
  /** As the SDK does it: octets in, octets out. */
  const sdkOf = (endpoint: string) => async (input: KmsSignInput) => {
    const body = JSON.stringify({ ...input, Message: Buffer.from(input.Message).toString('base64') });
    const headers = { 'x-amz-target': 'TrentService.Sign' };
    const answer = (await (await fetch(endpoint, { method: 'POST', headers, body })).json()) as { Signature: string };
    return new Uint8Array(Buffer.from(answer.Signature, 'base64'));
  };

  it('signs the certificate of the CA itself, through any client that there is', async () => {
    await using server = await startKmsStandIn(EC.privateKey);
    const sign = kmsSign(KEY_ARN, 'ecdsaWithSHA256', sdkOf(server.endpoint));
    const subject = encodeName(parseName('CN=KMS CA'));
    const { pem } = await buildCaCertificate({ subject, spki: spkiOf(EC.publicKey), years: 5, now: Date.now() }, sign);
    expect(new X509Certificate(pem).verify(EC.publicKey)).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  it.each([
    ['rsa-2048', 'sha384WithRSA', 'sha384'],
    ['rsa-2048', 'sha512WithRSA', 'sha512'],
    ['ec-p521', 'ecdsaWithSHA512', 'sha512'],
  ] as const)('with a key of %s makes a signature of %s', async (kind, algorithm, hash) => {
    const { privateKey, publicKey } = await generateKey(kind);
    await using server = await startKmsStandIn(privateKey);
    const message = Buffer.from('to be signed');
    const signature = await kmsSign(KEY_ARN, algorithm, sdkOf(server.endpoint))(message);
    expect(verify(hash, message, publicKey, signature)).toBe(true);
  });
});

describe('parseKmsKeyArn', () => {
  it.each([
    [KEY_ARN, 'aws', 'eu-central-1'],
    ['arn:aws-cn:kms:cn-north-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab', 'aws-cn', 'cn-north-1'],
    [
      'arn:aws-us-gov:kms:us-gov-west-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab',
      'aws-us-gov',
      'us-gov-west-1',
    ],
  ])('reads %s', (arn, partition, region) => {
    const keyId = arn.split('/')[1];
    expect(parseKmsKeyArn(arn)).toEqual({ partition, region, account: '123456789012', keyId });
  });

  it.each([
    '',
    'alias/ca',
    KEY_ARN.replace('key/', 'alias/'),
    KEY_ARN.replace(':key/', ':key/x'),
    `${KEY_ARN}\n`,
    ` ${KEY_ARN}`,
    KEY_ARN.replace('123456789012', '12345678901'),
    KEY_ARN.replace(':kms:', ':acm-pca:'),
    KEY_ARN.replace('eu-central-1', ''),
  ])('does not take %j', (text) => {
    expect(parseKmsKeyArn(text)).toBeUndefined();
  });
});
