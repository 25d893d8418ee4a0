// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 does not load without it
import 'reflect-metadata';
import { createPublicKey, sign, X509Certificate as NodeCertificate } from 'node:crypto';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { buildCertificate } from '../../src/csr/build-certificate.ts';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificate, verifyCertificateSignature } from '../../src/csr/certificate.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import { subjectAltName } from '../../src/csr/extensions.ts';
import { day, issueDevice, makeAuthority, NOW, spkiOf } from './issuing.ts';
import { openFolder } from './open-folder.ts';
import { openssl } from './openssl.ts';

const subject = encodeName([
  [{ type: 'C', value: 'DE' }],
  [{ type: 'O', value: 'Müller & Söhne, GmbH' }],
  [
    { type: 'CN', value: 'device-1' },
    { type: 'serialNumber', value: '0001' },
  ],
]);

const file = openFolder();

describe.each(['ec-p256', 'ec-p384', 'ec-p521', 'rsa-2048'] as const)(
  'with an authority and a device of %s',
  async (type) => {
    const authority = await makeAuthority(type);
    const { privateKey, publicKey } = await generateKey(type);
    const request = buildCertificationRequest({
      subject,
      privateKey,
      extensions: [subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'))],
    });
    const device = issueDevice(authority, subject, spkiOf(publicKey));

    it('OpenSSL verifies the CSR, and the chain for a TLS client', () => {
      expect(openssl(['req', '-verify', '-noout'], request.pem).status).toBe(0);
      const args = [
        'verify',
        '-x509_strict',
        '-purpose',
        'sslclient',
        '-attime',
        String(NOW.getTime() / 1000),
        '-CAfile',
        file('ca.pem', authority.pem),
      ];
      expect(openssl([...args, file('device.pem', device.pem)])).toMatchObject({
        status: 0,
        text: expect.stringContaining('OK'),
      });
    });

    it('OpenSSL refuses it for a TLS server', () => {
      const args = [
        'verify',
        '-purpose',
        'sslserver',
        '-attime',
        String(NOW.getTime() / 1000),
        '-CAfile',
        file('ca.pem', authority.pem),
      ];
      expect(openssl([...args, file('device.pem', device.pem)]).status).not.toBe(0);
    });

    it('@peculiar/x509 verifies both, and reads what was written', async () => {
      expect(await new x509.Pkcs10CertificateRequest(request.pem).verify()).toBe(true);
      const certificate = new x509.X509Certificate(device.pem);
      const issuer = new x509.X509Certificate(authority.pem);
      expect(await certificate.verify({ publicKey: await issuer.publicKey.export(), date: NOW })).toBe(true);
      expect(certificate.notAfter).toEqual(day(365));
      expect(certificate.getExtension(x509.BasicConstraintsExtension)?.ca).toBe(false);
      expect(certificate.getExtension(x509.ExtendedKeyUsageExtension)?.usages).toEqual([
        x509.ExtendedKeyUsage.clientAuth,
      ]);
      expect(certificate.getExtension(x509.KeyUsagesExtension)?.usages).toBe(x509.KeyUsageFlags.digitalSignature);
      const identifier = await x509.SubjectKeyIdentifierExtension.create(await issuer.publicKey.export());
      expect(certificate.getExtension(x509.AuthorityKeyIdentifierExtension)?.keyId).toBe(identifier.keyId);
    });

    it('Node.js finds the subject and the key of the CSR in it, byte for byte', () => {
      const certificate = new NodeCertificate(device.pem);
      expect(certificate.checkIssued(new NodeCertificate(authority.pem))).toBe(true);
      expect(certificate.verify(createPublicKey(authority.pem))).toBe(true);
      expect(certificate.publicKey.equals(publicKey)).toBe(true);
      expect(certificate.raw.includes(subject)).toBe(true);
      expect(certificate.ca).toBe(false);
    });

    it('parseCertificate reads it back', () => {
      const [issuer, leaf] = [parseCertificate(authority.pem), parseCertificate(device.der)];
      expect(issuer).toMatchObject({ isCa: true, selfSigned: true, version: 3, keyUsage: ['keyCertSign', 'cRLSign'] });
      expect(leaf).toMatchObject({
        isCa: false,
        selfSigned: false,
        keyUsage: ['digitalSignature'],
        extendedKeyUsage: ['clientAuth'],
      });
      expect(leaf.serialNumber).toBe(new NodeCertificate(device.pem).serialNumber.toLowerCase());
      expect(leaf.subject.der.equals(subject)).toBe(true);
      expect(leaf.authorityKeyIdentifier).toEqual(issuer.subjectKeyIdentifier);
      expect([leaf.notBefore, leaf.notAfter]).toEqual([day(-1), day(365)]);
      expect(verifyCertificateSignature(leaf, issuer.publicKey)).toBe(true);
      expect(verifyCertificateSignature(leaf, leaf.publicKey)).toBe(false);
    });
  },
);

describe('buildCertificate', async () => {
  const authority = await makeAuthority('ec-p256', 'Test CA', 0);
  const { publicKey } = await generateKey('ec-p256');
  const issue = (overrides: Parameters<typeof issueDevice>[3]) =>
    issueDevice(authority, subject, spkiOf(publicKey), overrides);

  it('writes the path length of a CA', () => {
    expect(parseCertificate(authority.pem).pathLength).toBe(0);
    expect(openssl(['x509', '-noout', '-text'], authority.pem).text).toContain('CA:TRUE, pathlen:0');
  });

  it('makes a serial number whose first bit is set positive', () => {
    const certificate = parseCertificate(issue({ serial: Buffer.from('ff'.repeat(16), 'hex') }).pem);
    expect(certificate.serialNumber).toBe('ff'.repeat(16));
    expect(certificate.serialDer).toHaveLength(17);
  });

  it('changes from UTCTime to GeneralizedTime in 2050', () => {
    const { pem } = issue({ notBefore: new Date('2049-12-31T23:59:59Z'), notAfter: new Date('2050-01-01T00:00:00Z') });
    const { text } = openssl(['asn1parse'], pem);
    expect(text).toMatch(/UTCTIME\s+:491231235959Z/);
    expect(text).toMatch(/GENERALIZEDTIME\s+:20500101000000Z/);
    expect(parseCertificate(pem).notAfter).toEqual(new Date('2050-01-01T00:00:00Z'));
  });

  it('can be signed by whoever has the key, from the bytes to be signed', () => {
    const template = {
      serial: Buffer.of(7),
      issuer: authority.name,
      subject,
      spki: spkiOf(publicKey),
      notBefore: NOW,
      notAfter: day(1),
      extensions: [],
      signatureAlgorithm: 'ecdsaWithSHA256',
    } as const;
    const { pem } = buildCertificate(template, (tbs) => sign('sha256', tbs, authority.privateKey));

    expect(new NodeCertificate(pem).verify(createPublicKey(authority.pem))).toBe(true);
  });
});
