import { sign, type KeyObject } from 'node:crypto';
import { buildCertificate, type CertificateTemplate } from '../../src/csr/build-certificate.ts';
import { generateKey, type SampleKeyType } from '../../src/csr/build-certification-request.ts';
import { encodeName } from '../../src/csr/names/distinguished-name.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  extendedKeyUsage,
  keyUsage,
  subjectKeyIdentifier,
  type Extension,
} from '../../src/csr/extensions.ts';
import { encodePem } from '../../src/csr/pem.ts';
import { randomSerial } from '../../src/csr/tbs-certificate.ts';
import { elementsOf, tlv } from './tlv.ts';

export const NOW = new Date('2026-11-22T12:00:00Z');
const DAY = 24 * 60 * 60 * 1000;
export const day = (offset: number): Date => new Date(NOW.getTime() + offset * DAY);

export const spkiOf = (key: KeyObject): Buffer => key.export({ format: 'der', type: 'spki' });

export interface TestAuthority {
  readonly name: Buffer;
  readonly privateKey: KeyObject;
  readonly spki: Buffer;
  readonly der: Buffer;
  readonly pem: string;
}

export const algorithmOf = (key: KeyObject): CertificateTemplate['signatureAlgorithm'] =>
  key.asymmetricKeyType === 'rsa'
    ? 'sha256WithRSA'
    : (({ secp384r1: 'ecdsaWithSHA384', secp521r1: 'ecdsaWithSHA512' } as const)[
        key.asymmetricKeyDetails?.namedCurve ?? ''
      ] ?? 'ecdsaWithSHA256');

export async function makeAuthority(
  type: SampleKeyType = 'ec-p256',
  commonName = 'Test CA',
  pathLength?: number,
): Promise<TestAuthority> {
  const { privateKey, publicKey } = await generateKey(type);
  const name = encodeName([[{ type: 'O', value: 'Acme' }], [{ type: 'CN', value: commonName }]]);
  const spki = spkiOf(publicKey);
  const { der, pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: name,
      subject: name,
      spki,
      notBefore: day(-365),
      notAfter: day(3650),
      extensions: [
        basicConstraints({ ca: true, ...(pathLength === undefined ? {} : { pathLength }) }),
        keyUsage(['keyCertSign', 'cRLSign']),
        subjectKeyIdentifier(spki),
      ],
      signatureAlgorithm: algorithmOf(privateKey),
    },
    privateKey,
  );
  return { name, privateKey, spki, der, pem };
}

/** What a good CA puts into a device certificate. */
export const deviceExtensions = (authority: TestAuthority, spki: Buffer): Extension[] => [
  basicConstraints({ ca: false }),
  keyUsage(['digitalSignature']),
  extendedKeyUsage(['clientAuth']),
  subjectKeyIdentifier(spki),
  authorityKeyIdentifier(authority.spki),
];

export interface DeviceOverrides extends Partial<CertificateTemplate> {
  readonly signWith?: KeyObject;
}

/** A good device certificate, but for what the test says. */
export function issueDevice(
  authority: TestAuthority,
  subject: Buffer,
  spki: Buffer,
  overrides: DeviceOverrides = {},
): { der: Buffer; pem: string } {
  const { signWith = authority.privateKey, ...template } = overrides;
  return buildCertificate(
    {
      serial: randomSerial(),
      issuer: authority.name,
      subject,
      spki,
      notBefore: day(-1),
      notAfter: day(365),
      extensions: deviceExtensions(authority, spki),
      signatureAlgorithm: algorithmOf(authority.privateKey),
      ...template,
    },
    signWith,
  );
}

/** The certificate with elements of its tbsCertificate changed by hand, signed anew (version, serial, algorithm, issuer, …). */
export function resign(
  der: Buffer,
  privateKey: KeyObject,
  change: (fields: Buffer[]) => Buffer[],
  hash = 'sha256',
): { der: Buffer; pem: string } {
  const [tbs = Buffer.alloc(0), algorithm = Buffer.alloc(0)] = elementsOf(der);
  const changed = tlv(0x30, ...change(elementsOf(tbs)));
  const signed = tlv(0x30, changed, algorithm, tlv(0x03, Buffer.of(0), sign(hash, changed, privateKey)));
  return { der: signed, pem: encodePem('CERTIFICATE', signed) };
}
