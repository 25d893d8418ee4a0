// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 does not load without it
import 'reflect-metadata';
import { generateKeyPairSync } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { buildCaCertificate } from '../../src/csr/build-ca-certificate.ts';
import { buildCaRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { parseName } from '../../src/csr/names/parse-name.ts';
import { spkiOf } from './issuing.ts';
import { openssl, withFile } from './openssl.ts';
import { CA_KINDS, signWith } from './own-ca.ts';

const NOW = Date.UTC(2026, 10, 22, 12);
const subject = encodeName(parseName('CN=Acme Device CA,O=Müller\\, GmbH,C=DE'));

describe.each(CA_KINDS)('a CA with a key of %s', async (kind) => {
  const { privateKey, publicKey } = await generateKey(kind);
  const spki = spkiOf(publicKey);

  it('has a root that OpenSSL verifies strictly and @peculiar/x509 too', async () => {
    const { pem } = await buildCaCertificate({ subject, spki, years: 20, now: NOW }, signWith(privateKey));
    const { text } = withFile(pem, (path) =>
      openssl(['verify', '-x509_strict', '-check_ss_sig', '-attime', String(NOW / 1000), '-CAfile', path, path]),
    );
    expect(text).toContain(': OK');
    const certificate = new x509.X509Certificate(pem);
    expect(await certificate.verify({ date: new Date(NOW) })).toBe(true);
    expect(certificate.getExtension(x509.BasicConstraintsExtension)).toMatchObject({
      critical: true,
      ca: true,
      pathLength: 0,
    });
    const { digitalSignature, keyCertSign, cRLSign } = x509.KeyUsageFlags;
    expect(certificate.getExtension(x509.KeyUsagesExtension)).toMatchObject({
      critical: true,
      usages: digitalSignature | keyCertSign | cRLSign,
    });
    const { keyId } = await x509.SubjectKeyIdentifierExtension.create(certificate.publicKey);
    expect(certificate.getExtension(x509.SubjectKeyIdentifierExtension)).toMatchObject({ critical: false, keyId });
  });

  it('has a request that OpenSSL verifies, and that asks to be a CA of devices', async () => {
    const request = await buildCaRequest({ subject, spki }, signWith(privateKey));
    const { status, text } = openssl(['req', '-verify', '-noout', '-text'], request.pem);
    expect(status).toBe(0);
    expect(text).toMatch(/Basic Constraints: critical\s+CA:TRUE, pathlen:0/);
    expect(text).toMatch(/Key Usage: critical\s+Digital Signature, Certificate Sign, CRL Sign/);
    expect(await new x509.Pkcs10CertificateRequest(request.pem).verify()).toBe(true);
    expect(request.subject.der.equals(subject)).toBe(true);
  });
});

describe('buildCaCertificate', async () => {
  const { privateKey, publicKey } = await generateKey('ec-p256');
  const spki = spkiOf(publicKey);
  const build = (overrides: { years?: number; now?: number }) =>
    buildCaCertificate({ subject, spki, years: 10, now: NOW, ...overrides }, signWith(privateKey));

  it.each([
    [NOW, 20, '2046-11-22T12:00:00Z'],
    [Date.UTC(2028, 1, 29, 1), 1, '2029-03-01T01:00:00Z'],
    [Date.UTC(2049, 11, 31), 10, '2059-12-31T00:00:00Z'],
  ])('lasts for years of the calendar: %i and %i', async (now, years, end) => {
    expect((await build({ now, years })).notAfter).toEqual(new Date(end));
  });

  it('begins an hour ago, so that what it issues at once can', async () => {
    expect((await build({})).notBefore).toEqual(new Date(NOW - 3_600_000));
  });

  it('has the name that was given, and another serial number each time', async () => {
    const [first, second] = [await build({}), await build({})];
    expect(first.subject.text).toBe('CN=Acme Device CA,O=Müller\\, GmbH,C=DE');
    expect(first.subject.der.equals(first.issuer.der)).toBe(true);
    expect(first.serialNumber).not.toBe(second.serialNumber);
  });

  it('refuses a signature by another key', async () => {
    const other = await generateKey('ec-p256');
    const foreign = signWith(other.privateKey);
    const refusal = expect.objectContaining({ code: 'KEY_REFUSED', message: expect.stringContaining('not signed by') });
    await expect(buildCaCertificate({ subject, spki, years: 1, now: NOW }, foreign)).rejects.toEqual(refusal);
    await expect(buildCaRequest({ subject, spki }, foreign)).rejects.toEqual(refusal);
  });

  it.each([
    ['RSA 1024', generateKeyPairSync('rsa', { modulusLength: 1024 })],
    ['Ed25519', generateKeyPairSync('ed25519')],
    ['EC secp256k1', generateKeyPairSync('ec', { namedCurve: 'secp256k1' })],
  ])('refuses a key of %s before anything is signed', async (what, pair) => {
    const sign = () => expect.unreachable();
    const refusal = expect.objectContaining({ code: 'KEY_REFUSED', message: expect.stringContaining(`is ${what},`) });
    const template = { subject, spki: spkiOf(pair.publicKey), years: 1, now: NOW };
    await expect(buildCaCertificate(template, sign)).rejects.toEqual(refusal);
    await expect(buildCaRequest(template, sign)).rejects.toEqual(refusal);
  });
});
