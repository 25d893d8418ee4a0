import type { KeyObject } from 'node:crypto';
import { buildCaCertificate } from '../../src/csr/build-ca-certificate.ts';
import type { KeyPair } from '../../src/csr/build-certification-request.ts';
import type { Certificate } from '../../src/csr/certificate.ts';
import { algorithmFor, signDer, type SignBytes } from '../../src/csr/sign-der.ts';
import { spkiOf } from './issuing.ts';
import { tlv } from './tlv.ts';

export const CA_KINDS = ['rsa-2048', 'rsa-3072', 'rsa-4096', 'ec-p256', 'ec-p384', 'ec-p521'] as const;
export const DEVICE_KINDS = ['rsa-2048', 'rsa-3072', 'ec-p256', 'ec-p384', 'ec-p521'] as const;

/** Universal tag numbers of the string types. */
export const STRING = { utf8: 0x0c, printable: 0x13, ia5: 0x16, bmp: 0x1e } as const;
const TYPES = { CN: '550403', serialNumber: '550405', C: '550406', O: '55040a', DC: '0992268993f22c640119' } as const;

/** An AttributeTypeAndValue and an RDN in raw DER, as no writer of ours would have made them. */
export const attribute = (type: keyof typeof TYPES, tag: number, value: string | Buffer): Buffer =>
  tlv(0x30, tlv(0x06, Buffer.from(TYPES[type], 'hex')), tlv(tag, Buffer.from(value)));
export const rdn = (...attributes: readonly Buffer[]): Buffer => tlv(0x31, ...attributes);

/** Names that CAs are known to change. */
export const AWKWARD_SUBJECTS: Readonly<Record<string, Buffer>> = {
  'PrintableString beside UTF8String': tlv(
    0x30,
    rdn(attribute('C', STRING.printable, 'DE')),
    rdn(attribute('O', STRING.utf8, 'Acme')),
    rdn(attribute('CN', STRING.printable, 'device-1')),
  ),
  // Not in the order that DER would have.
  'an RDN of several values': tlv(
    0x30,
    rdn(attribute('O', STRING.utf8, 'Acme')),
    rdn(attribute('serialNumber', STRING.printable, '0001'), attribute('CN', STRING.utf8, 'device-1')),
  ),
  'domain components': tlv(
    0x30,
    rdn(attribute('DC', STRING.ia5, 'com')),
    rdn(attribute('DC', STRING.ia5, 'example')),
    rdn(attribute('CN', STRING.utf8, 'device-1')),
  ),
  'non-ASCII': tlv(
    0x30,
    rdn(attribute('O', STRING.utf8, 'Müller & Söhne, GmbH 株式会社')),
    rdn(attribute('CN', STRING.bmp, Buffer.from('Gerät', 'utf16le').swap16())),
  ),
  nothing: tlv(0x30),
};

export const signWith =
  (privateKey: KeyObject): SignBytes =>
  (toBeSigned) =>
    signDer(algorithmFor(privateKey), toBeSigned, privateKey);

/** A device CA, for ten years from `now` unless told, made by the code under test, which other tests judge. */
export const makeOwnCa = ({ privateKey, publicKey }: KeyPair, now = Date.now(), years = 10): Promise<Certificate> =>
  buildCaCertificate(
    {
      subject: tlv(0x30, rdn(attribute('O', STRING.utf8, 'Acme')), rdn(attribute('CN', STRING.utf8, 'Acme Device CA'))),
      spki: spkiOf(publicKey),
      years,
      now,
    },
    signWith(privateKey),
  );
