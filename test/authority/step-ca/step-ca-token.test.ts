import { createHash, createPublicKey, generateKeyPairSync, X509Certificate, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { StepCaSecret } from '../../../src/authority/secret-documents.ts';
import { jwkThumbprint, readStepCaProvisioner } from '../../../src/authority/step-ca/step-ca-provisioner.ts';
import { stepCaToken, type StepCaOrder } from '../../../src/authority/step-ca/step-ca-token.ts';
import { opensslOutput, withFile } from '../../csr/openssl.ts';
import { verifyToken } from './verify-token.ts';

const TLS = { tlsRootsPem: 'not looked at here' };
const CONFIG = { provisioner: 'iot', rootFingerprint: 'ab'.repeat(32) };
const ORDER: StepCaOrder = {
  signUrl: new URL('https://ca.example.com:9000/1.0/sign'),
  subject: 'device-42',
  names: [],
  now: Date.UTC(2026, 10, 22, 12, 0, 0, 750),
};

type Kind = 'P-256' | 'P-384' | 'P-521' | 'RSA';
const generate = (kind: Kind): KeyObject =>
  kind === 'RSA'
    ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
    : generateKeyPairSync('ec', { namedCurve: kind }).privateKey;
const publicPem = (key: KeyObject): string => createPublicKey(key).export({ type: 'spki', format: 'pem' }).toString();
const privatePem = (key: KeyObject): string => key.export({ type: 'pkcs8', format: 'pem' }).toString();
const jwkOf = (key: KeyObject): Record<string, string> =>
  Object.fromEntries(Object.entries(key.export({ format: 'jwk' })).map(([name, value]) => [name, String(value)]));

const KEY = generate('P-256');
const JWK = jwkOf(KEY);
const tokenOf = (secret: StepCaSecret, order: Partial<StepCaOrder> = {}, provisioner = CONFIG.provisioner): string =>
  stepCaToken({ ...CONFIG, provisioner }, readStepCaProvisioner(secret), { ...ORDER, ...order });

/** A certificate for the key, of openssl's making. */
const certify = (key: KeyObject): string =>
  withFile(privatePem(key), (path) =>
    opensslOutput(['req', '-new', '-x509', '-days', '30', '-subj', '/CN=registration', '-key', path]).toString(),
  );

describe('a token of a JWK provisioner', () => {
  it.each<[Kind, string]>([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['P-521', 'ES512'],
    ['RSA', 'RS256'],
  ])('with a key of %s is signed with %s, as Web Crypto confirms', async (kind, alg) => {
    const key = generate(kind);
    const { header } = await verifyToken(tokenOf({ ...TLS, jwk: jwkOf(key) }), publicPem(key));
    expect(header).toEqual({ alg, typ: 'JWT', kid: expect.stringMatching(/^[\w-]{43}$/) });
  });

  it('says who orders what from whom, for five minutes', async () => {
    const { claims } = await verifyToken(tokenOf({ ...TLS, jwk: JWK }, { names: ['device-42'] }), publicPem(KEY));
    const now = Math.floor(ORDER.now / 1000);
    expect(claims).toEqual({
      iss: 'iot',
      aud: 'https://ca.example.com:9000/1.0/sign',
      sub: 'device-42',
      sans: ['device-42'],
      iat: now,
      nbf: now - 30,
      exp: now + 300,
      jti: expect.stringMatching(/^[\da-f]{32}$/),
      sha: 'ab'.repeat(32),
    });
  });

  it('has no sans when the CSR has none, since step-ca reads an empty list as the subject anyway', async () => {
    const { claims } = await verifyToken(tokenOf({ ...TLS, jwk: JWK }), publicPem(KEY));
    expect(claims).not.toHaveProperty('sans');
  });

  it('is another one every time', async () => {
    const ids = await Promise.all(
      [1, 2, 3].map(async () => (await verifyToken(tokenOf({ ...TLS, jwk: JWK }), publicPem(KEY))).claims['jti']),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('names its key by the thumbprint, or by the name that the JWK brings', async () => {
    const { crv, kty, x, y } = JWK;
    const thumbprint = createHash('sha256').update(JSON.stringify({ crv, kty, x, y })).digest('base64url');
    const kidOf = async (jwk: Record<string, string>) =>
      (await verifyToken(tokenOf({ ...TLS, jwk }), publicPem(KEY))).header['kid'];
    expect(await kidOf({ ...JWK, use: 'sig', alg: 'ES256' })).toBe(thumbprint);
    expect(await kidOf({ ...JWK, kid: 'factory-7' })).toBe('factory-7');
  });
});

it('jwkThumbprint is that of the example in RFC 7638 §3.1', () => {
  const n =
    '0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw';
  const key = createPublicKey({ key: { kty: 'RSA', e: 'AQAB', n }, format: 'jwk' });
  expect(jwkThumbprint(key)).toBe('NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs');
});

describe('a token of an X5C provisioner', () => {
  it.each<[Kind, string]>([
    ['P-256', 'ES256'],
    ['P-384', 'ES384'],
    ['RSA', 'RS256'],
  ])('with a key of %s carries the chain as base64 of DER, leaf first', async (kind, alg) => {
    const key = generate(kind);
    const [leaf, above] = [certify(key), certify(KEY)];
    const x5c = { certificatePem: `${leaf}\n${above}`, privateKeyPem: privatePem(key) };
    const { header } = await verifyToken(tokenOf({ ...TLS, x5c }), publicPem(key));
    const chain = [leaf, above].map((pem) => new X509Certificate(pem).raw.toString('base64'));
    expect(header).toEqual({ alg, typ: 'JWT', x5c: chain });
  });

  // What Go's url.URL{Fragment: …}.String() gives, and step-ca v0.30.2 accepts.
  it.each([
    ['iot', 'x5c/iot'],
    ['ops@example.com', 'x5c/ops@example.com'],
    ["it's a@b [x] #1/ü+&=%?;:(!)*~", 'x5c/it%27s%20a@b%20%5Bx%5D%20%231/%C3%BC+&=%25?;:(!)*~'],
  ])('is for the provisioner %s by the audience', async (provisioner, fragment) => {
    const x5c = { certificatePem: certify(KEY), privateKeyPem: privatePem(KEY) };
    const { claims } = await verifyToken(tokenOf({ ...TLS, x5c }, {}, provisioner), publicPem(KEY));
    expect(claims).toMatchObject({ iss: provisioner, aud: `https://ca.example.com:9000/1.0/sign#${fragment}` });
  });
});

describe('readStepCaProvisioner refuses', () => {
  const ed25519 = generateKeyPairSync('ed25519').privateKey;
  const k256 = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).privateKey;
  const { d: _, ...publicJwk } = JWK;
  const jwe = { protected: 'eyJhbGciOi', encrypted_key: 'abc', iv: 'abc', ciphertext: 'abc', tag: 'abc' };
  const other = privatePem(generate('P-256'));
  const encrypted = KEY.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'p' }).toString();

  it.each<[string, object, RegExp]>([
    ['neither', {}, /neither jwk nor x5c/],
    ['a JWK as text', { jwk: JSON.stringify(JWK) }, /neither jwk nor x5c/],
    ['a public JWK', { jwk: publicJwk }, /jwk is not a private key/],
    ['an encrypted JWK', { jwk: jwe }, /still encrypted/],
    ['a JWK with a number in it', { jwk: { ...JWK, d: 12_345 } }, /jwk is not a private key/],
    ['an Ed25519 key', { jwk: jwkOf(ed25519) }, /P-256, P-384, P-521 or of RSA/],
    ['a key on another curve', { jwk: jwkOf(k256) }, /P-256, P-384, P-521 or of RSA/],
    [
      'a certificate of another key',
      { x5c: { certificatePem: certify(KEY), privateKeyPem: other } },
      /not that of its/,
    ],
    [
      'no certificate',
      { x5c: { certificatePem: 'none', privateKeyPem: other } },
      /certificatePem holds no certificate/,
    ],
    [
      'half a certificate',
      { x5c: { certificatePem: certify(KEY).slice(0, 99), privateKeyPem: other } },
      /no certificate/,
    ],
    ['an encrypted key', { x5c: { certificatePem: certify(KEY), privateKeyPem: encrypted } }, /or an encrypted one/],
  ])('%s, without a word of what is in the secret', (_case, members, message) => {
    const secret = { ...TLS, ...members } as unknown as StepCaSecret;
    const error = errorOf(() => readStepCaProvisioner(secret));
    expect(error).toMatchObject({ code: 'AUTHORITY_CREDENTIALS_REFUSED', message: expect.stringMatching(message) });
    expect(error).not.toHaveProperty('cause.message');
    const said = `${error.message} ${error.stack}`;
    expect(said).not.toContain(JWK['d']);
    expect(said).not.toMatch(/12345|BEGIN|MI[GI]/);
  });
});

function errorOf(act: () => unknown): Error {
  try {
    act();
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('nothing was refused');
}
