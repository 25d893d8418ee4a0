// oxlint-disable-next-line import/no-unassigned-import -- @peculiar/x509 does not load without it
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { buildCertificationRequest, generateKey } from '../../src/csr/build-certification-request.ts';
import { parseCertificate, type Certificate } from '../../src/csr/certificate.ts';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { EXTENSION, keyUsage, subjectAltName, type Extension } from '../../src/csr/extensions.ts';
import { issueDeviceCertificate, type DeviceCertificateTemplate } from '../../src/csr/issue-device-certificate.ts';
import { signingAlgorithmOf } from '../../src/csr/signing-algorithm-of-key.ts';
import { day, makeAuthority } from './issuing.ts';
import { openFolder } from './open-folder.ts';
import { openssl } from './openssl.ts';
import { AWKWARD_SUBJECTS, CA_KINDS, DEVICE_KINDS, makeOwnCa, signWith } from './own-ca.ts';
import { elementsOf } from './tlv.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Certificates have no milliseconds. */
const NOW = Math.floor(Date.now() / 1000) * 1000;

const SAN = subjectAltName(Buffer.from('300b8209612e6578616d706c65', 'hex'));
const PLAIN = AWKWARD_SUBJECTS['PrintableString beside UTF8String']!;

const deviceKeys = new Map(
  await Promise.all(DEVICE_KINDS.map(async (kind) => [kind, await generateKey(kind)] as const)),
);

function requestOf(kind: (typeof DEVICE_KINDS)[number], subject: Buffer, extensions: readonly Extension[] = []) {
  const { privateKey } = deviceKeys.get(kind)!;
  return parseCertificationRequest(buildCertificationRequest({ subject, privateKey, extensions }).der);
}

async function ownCa(kind: (typeof CA_KINDS)[number], now = NOW) {
  const keys = await generateKey(kind);
  const issuer = await makeOwnCa(keys, now);
  return {
    issuer,
    issue: async (
      request: DeviceCertificateTemplate['request'],
      overrides: Partial<DeviceCertificateTemplate> = {},
    ) => {
      const signatureAlgorithm = signingAlgorithmOf(issuer.publicKey)!;
      const template = { request, issuer, validityDays: 365, signatureAlgorithm, now: NOW, ...overrides };
      return issueDeviceCertificate(template, signWith(keys.privateKey));
    },
  };
}

/** Of the tbsCertificate, cut out by hand: … issuer, validity, subject, subjectPublicKeyInfo. */
const fieldsOf = (der: Buffer) => {
  const [, , , issuer, , subject, spki] = elementsOf(elementsOf(der)[0]!);
  return { issuer: issuer!, subject: subject!, spki: spki! };
};

const file = openFolder();

describe.each(CA_KINDS)('a CA with a key of %s', async (kind) => {
  const { issuer, issue } = await ownCa(kind);
  const cases = DEVICE_KINDS.flatMap((device) =>
    Object.entries(AWKWARD_SUBJECTS).map(([what, subject]) => ({ device, what, subject })),
  );
  const issued = await Promise.all(
    cases.map(async ({ device, what, subject }) => {
      const request = requestOf(device, subject, what === 'nothing' ? [SAN] : []);
      return { device, what, request, ...(await issue(request)) };
    }),
  );

  it('issues what OpenSSL verifies strictly for a TLS client, for every kind of key and subject', () => {
    const files = issued.map(({ pem }, index) => file(`${kind}-${index}.pem`, pem));
    const args = ['verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', file(`${kind}-ca.pem`, issuer.pem)];
    const { status, text } = openssl([...args, ...files]);
    expect(text).toBe(files.map((path) => `${path}: OK\n`).join(''));
    expect(status).toBe(0);
  });

  it('issues what @peculiar/x509 verifies, with the subject and key of the CSR', async () => {
    const signer = await new x509.X509Certificate(issuer.pem).publicKey.export();
    for (const { pem, request } of issued) {
      const certificate = new x509.X509Certificate(pem);
      expect(await certificate.verify({ publicKey: signer })).toBe(true);
      expect(Buffer.from(certificate.publicKey.rawData).equals(request.publicKey.spkiDer)).toBe(true);
      expect(certificate.issuerName.toString()).toBe('O=Acme, CN=Acme Device CA');
    }
  });

  it('takes over subject and key byte for byte, and names itself as it is named', () => {
    for (const { der, request } of issued) {
      const { issuer: issuerName, subject, spki } = fieldsOf(der);
      expect(subject.equals(request.subject.der)).toBe(true);
      expect(spki.equals(request.publicKey.spkiDer)).toBe(true);
      expect(issuerName.equals(issuer.subject.der)).toBe(true);
    }
  });
});

describe('issueDeviceCertificate', async () => {
  const { issuer, issue } = await ownCa('ec-p256');
  const issued = async (...args: Parameters<typeof issue>): Promise<Certificate> =>
    parseCertificate((await issue(...args)).der);

  it.each([
    ['ec-p256', ['digitalSignature']],
    ['rsa-2048', ['digitalSignature', 'keyEncipherment']],
  ] as const)('writes the purposes of a TLS client with a key of %s, and nothing else', async (kind, usages) => {
    const certificate = await issued(requestOf(kind, PLAIN));
    expect(certificate).toMatchObject({ version: 3, isCa: false, extendedKeyUsage: ['clientAuth'] });
    expect(certificate.keyUsage).toEqual(usages);
    expect(certificate.authorityKeyIdentifier).toEqual(issuer.subjectKeyIdentifier);
    expect(certificate.extensions.map(({ oid, critical }) => [oid, critical])).toEqual([
      [EXTENSION.basicConstraints, true],
      [EXTENSION.keyUsage, true],
      [EXTENSION.extendedKeyUsage, false],
      [EXTENSION.subjectKeyIdentifier, false],
      [EXTENSION.authorityKeyIdentifier, false],
    ]);
  });

  it('has the key identifiers that OpenSSL would have written', async () => {
    const { pem } = await issue(requestOf('ec-p384', PLAIN));
    const identifierOf = (text: string) => /Subject Key Identifier:\s*\n\s*([\dA-F:]+)/.exec(text)?.[1];
    const remade = openssl([
      'x509',
      '-new',
      '-subj',
      '/CN=x',
      '-force_pubkey',
      file('device.pub', openssl(['x509', '-pubkey', '-noout'], pem).text),
      '-key',
      file('any.key', deviceKeys.get('ec-p256')!.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString()),
      '-extfile',
      file('ext.cnf', 'subjectKeyIdentifier=hash'),
      '-text',
      '-noout',
    ]);
    const text = openssl(['x509', '-noout', '-text'], pem).text;
    expect(identifierOf(text)).toMatch(/^[\dA-F]{2}(:[\dA-F]{2}){19}$/);
    expect(identifierOf(text)).toBe(identifierOf(remade.text));
  });

  it('copies the subject alternative names and nothing else that is asked for', async () => {
    const certificate = await issued(requestOf('ec-p256', PLAIN, [keyUsage(['keyCertSign']), SAN]));
    expect(certificate.keyUsage).toEqual(['digitalSignature']);
    expect(certificate.subjectAltNames).toEqual(['DNS:a.example']);
    expect(certificate.extensions.at(-1)).toEqual({ ...SAN, critical: false });
  });

  it.each([
    ['when they are all that names the device', AWKWARD_SUBJECTS['nothing']!, SAN],
    ['when the device marked them so', PLAIN, { ...SAN, critical: true }],
  ])('marks the names critical %s', async (_case, subject, extension) => {
    const certificate = await issued(requestOf('ec-p256', subject, [extension]));
    expect(certificate.extensions.find(({ oid }) => oid === EXTENSION.subjectAltName)?.critical).toBe(true);
  });

  it('leaves out a list of names that is empty, which RFC 5280 forbids', async () => {
    const certificate = await issued(requestOf('ec-p256', PLAIN, [subjectAltName(Buffer.from('3000', 'hex'))]));
    expect(certificate.extensions.map(({ oid }) => oid)).not.toContain(EXTENSION.subjectAltName);
  });

  it('names an issuer without a subject key identifier by its key', async () => {
    const { subjectKeyIdentifier: expected, ...unnamed } = issuer;
    expect((await issued(requestOf('ec-p256', PLAIN), { issuer: unnamed })).authorityKeyIdentifier).toEqual(expected);
  });

  it('names an issuer by the identifier that it has, however it was made', async () => {
    const subjectKeyIdentifier = Buffer.from('a1b2c3', 'hex');
    const certificate = await issued(requestOf('ec-p256', PLAIN), { issuer: { ...issuer, subjectKeyIdentifier } });
    expect(certificate.authorityKeyIdentifier).toEqual(subjectKeyIdentifier);
  });

  it('begins an hour ago and ends after the days asked for', async () => {
    const { issue: issueOld, issuer: old } = await ownCa('ec-p256', NOW - DAY_MS);
    const certificate = parseCertificate((await issueOld(requestOf('ec-p256', PLAIN), { validityDays: 30 })).der);
    expect(certificate.notBefore).toEqual(new Date(NOW - HOUR_MS));
    expect(certificate.notAfter).toEqual(new Date(NOW + 30 * DAY_MS));
    expect(certificate.notBefore.getTime()).toBeGreaterThan(old.notBefore.getTime());
  });

  it('neither begins before its issuer nor ends after it', async () => {
    const young = { ...issuer, notBefore: new Date(NOW - 60_000), notAfter: new Date(NOW + 5 * DAY_MS) };
    const certificate = await issued(requestOf('ec-p256', PLAIN), { issuer: young, validityDays: 365 });
    expect(certificate.notBefore).toEqual(young.notBefore);
    expect(certificate.notAfter).toEqual(young.notAfter);
  });

  it('never gives a serial number twice, and all of them are positive and 16 octets long', async () => {
    const request = requestOf('ec-p256', PLAIN);
    const certificates = await Promise.all(Array.from({ length: 50 }, () => issued(request)));
    expect(new Set(certificates.map(({ serialNumber }) => serialNumber)).size).toBe(50);
    for (const { serialDer } of certificates) {
      expect(serialDer).toHaveLength(16);
      expect(serialDer[0]).toBeLessThan(0x80);
    }
  });

  it('waits for a signature that is made elsewhere', async () => {
    const authority = await makeAuthority('ec-p256');
    const { pem } = await issueDeviceCertificate(
      {
        request: requestOf('rsa-2048', PLAIN),
        issuer: parseCertificate(authority.der),
        validityDays: 1,
        signatureAlgorithm: 'ecdsaWithSHA256',
        now: day(0).getTime(),
      },
      async (tbs) => {
        await new Promise((resolve) => setImmediate(resolve));
        return signWith(authority.privateKey)(tbs);
      },
    );
    const attime = ['-attime', String(day(0).getTime() / 1000)];
    const { text } = openssl([
      'verify',
      ...attime,
      '-CAfile',
      file('other-ca.pem', authority.pem),
      file('other.pem', pem),
    ]);
    expect(text).toContain(': OK');
  });
});
