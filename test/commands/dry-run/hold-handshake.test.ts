import { generateKeyPairSync } from 'node:crypto';
import { Duplex } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../../src/csr/build-certificate.ts';
import { generateKey } from '../../../src/csr/build-certification-request.ts';
import { encodeName } from '../../../src/csr/names/distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
} from '../../../src/csr/extensions.ts';
import { randomSerial } from '../../../src/csr/tbs-certificate.ts';
import { holdHandshake } from '../../../src/commands/dry-run/hold-handshake.ts';
import { algorithmOf, issueDevice, spkiOf, type TestAuthority } from '../../csr/issuing.ts';

/** OpenSSL goes by the clock of the machine. */
const HOUR = 3_600_000;
const live = { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + 24 * HOUR) };

const subject = encodeName([[{ type: 'CN', value: 'device-1' }]]);
const device = await generateKey('ec-p256');
const spki = spkiOf(device.publicKey);

/** A chain of CAs: the root, and one below the other. */
async function makeChain(depth: number): Promise<readonly TestAuthority[]> {
  const chain: TestAuthority[] = [];
  for (let level = 0; level <= depth; level += 1) {
    const { privateKey, publicKey } = await generateKey('ec-p256');
    const name = encodeName([[{ type: 'CN', value: `CA ${level}` }]]);
    const own = spkiOf(publicKey);
    const above = chain.at(-1) ?? { name, privateKey, spki: own };
    const made = buildCertificate(
      {
        serial: randomSerial(),
        issuer: above.name,
        subject: name,
        spki: own,
        ...live,
        extensions: [
          basicConstraints({ ca: true }),
          keyUsage(['keyCertSign']),
          subjectKeyIdentifier(own),
          authorityKeyIdentifier(above.spki),
        ],
        signatureAlgorithm: algorithmOf(above.privateKey),
      },
      above.privateKey,
    );
    chain.push({ name, privateKey, spki: own, ...made });
  }
  return chain;
}

const [root, sub, subsub] = (await makeChain(2)) as [TestAuthority, TestAuthority, TestAuthority];
const issue = (overrides: Parameters<typeof issueDevice>[3] = {}): string =>
  issueDevice(root, subject, spki, { ...live, ...overrides }).pem;
const hold = (certificatePem: string, linked = root, privateKey = device.privateKey) =>
  holdHandshake({ certificatePem, privateKey, issuerPem: linked.pem });

describe('a TLS server that trusts the linked CA alone', () => {
  it.each([
    ['a root', root, ''],
    ['below one root', sub, ''],
    ['below two CAs', subsub, ''],
    ['below one root, with the chain behind the leaf', sub, sub.pem + root.pem],
    ['below two CAs, with the chain behind the leaf', subsub, subsub.pem + sub.pem],
  ])('accepts a device of a linked CA that is %s', async (_case, linked, behind) => {
    const { pem } = issueDevice(linked, subject, spki, live);
    expect(await hold(pem + behind, linked)).toEqual({ kind: 'accepted', protocol: 'TLSv1.3' });
  });

  it.each(['ec-p384', 'ec-p521', 'rsa-2048'] as const)('accepts a key of %s', async (type) => {
    const { privateKey, publicKey } = await generateKey(type);
    const { pem } = issueDevice(root, subject, spkiOf(publicKey), live);
    expect(await hold(pem, root, privateKey)).toMatchObject({ kind: 'accepted' });
  });

  it('accepts a key for RSA-PSS, which AWS IoT takes with TLS 1.3', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa-pss', { modulusLength: 2048 });
    const { pem } = issueDevice(root, subject, spkiOf(publicKey), live);
    expect(await hold(pem, root, privateKey)).toMatchObject({ kind: 'accepted' });
  });

  it.each([
    ['of a CA below the linked one', issueDevice(sub, subject, spki, live).pem, 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
    ['that has expired', issue({ notAfter: new Date(Date.now() - HOUR / 2) }), 'CERT_HAS_EXPIRED'],
    ['for servers', issue({ extensions: [extendedKeyUsage(['serverAuth'])] }), 'INVALID_PURPOSE'],
    ['whose key may not sign', issue({ extensions: [keyUsage(['keyEncipherment'])] }), 'INVALID_PURPOSE'],
    [
      'with a critical extension that nobody knows',
      issue({ extensions: [{ oid: '1.2.3.4', critical: true, value: Buffer.of(5, 0) }] }),
      'UNSPECIFIED',
    ],
    ['signed with another key', issue({ signWith: device.privateKey }), 'CERT_SIGNATURE_FAILURE'],
  ])('refuses a certificate %s', async (_case, pem, reason) => {
    expect(await hold(pem)).toEqual({ kind: 'refused', reason });
  });
});

describe('what never becomes a handshake', () => {
  it('is a certificate for another key', async () => {
    const other = await generateKey('ec-p256');
    const { pem } = issueDevice(root, subject, spkiOf(other.publicKey), live);
    expect(await hold(pem)).toMatchObject({ kind: 'broken', reason: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' });
  });

  it.each([
    ['RSA of 1,024 bits', generateKeyPairSync('rsa', { modulusLength: 1024 }), 'ERR_SSL_EE_KEY_TOO_SMALL'],
    ['a curve that TLS 1.3 has not', generateKeyPairSync('ec', { namedCurve: 'secp256k1' }), /./],
  ])('is a key that cannot be used: %s', async (_case, pair, reason) => {
    const { pem } = issueDevice(root, subject, spkiOf(pair.publicKey), live);
    expect(await hold(pem, root, pair.privateKey)).toMatchObject({
      kind: 'broken',
      reason: expect.stringMatching(reason),
    });
  });

  it('is a CSR whose key somebody else has', async () => {
    const order = { certificatePem: issue(), privateKey: undefined, issuerPem: root.pem };
    expect(await holdHandshake(order)).toMatchObject({ kind: 'not-held', reason: expect.stringContaining('not here') });
  });

  it('is a linked CA that nobody knows, or that OpenSSL cannot load', async () => {
    const order = { certificatePem: issue(), privateKey: device.privateKey };
    expect(await holdHandshake({ ...order, issuerPem: undefined })).toMatchObject({ kind: 'not-held' });
    expect(await holdHandshake({ ...order, issuerPem: 'hello' })).toMatchObject({ kind: 'broken' });
  });

  it('is what is no certificate, which OpenSSL does not get to see', async () => {
    expect(await hold('hello')).toMatchObject({ kind: 'not-held' });
  });

  it('is a line on which nothing arrives: it is given up in time', async () => {
    const dead = (): Duplex => new Duplex({ read: () => undefined, write: (_chunk, _encoding, done) => done() });
    const order = { certificatePem: issue(), privateKey: device.privateKey, issuerPem: root.pem };
    expect(await holdHandshake(order, { limitMs: 50, line: () => [dead(), dead()] })).toEqual({
      kind: 'not-held',
      reason: 'it did not end within 50 ms on this machine',
    });
  });
});
