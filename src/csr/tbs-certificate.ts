import { randomBytes } from 'node:crypto';
import { TAG } from './der/der-node.ts';
import { bits, constructed, sequence, smallInteger, time, unsigned } from './der/der-writer.ts';
import { encodeExtensions, type Extension } from './extensions.ts';
import { algorithmIdentifier, type SigningAlgorithm } from './sign-der.ts';

export interface CertificateTemplate {
  /** Big-endian, made positive if its first bit is set. */
  readonly serial: Buffer;
  /** DER Name. */
  readonly issuer: Buffer;
  /** DER Name, taken as it is. */
  readonly subject: Buffer;
  /** DER SubjectPublicKeyInfo, taken as it is. */
  readonly spki: Buffer;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
  readonly signatureAlgorithm: SigningAlgorithm;
}

/** The part of an X.509 v3 certificate that is signed (RFC 5280 §4.1.2), so that whoever has the key can sign it. */
export function tbsCertificate(template: CertificateTemplate): Buffer {
  const { extensions } = template;
  return sequence(
    constructed(TAG.contextConstructed(0), [smallInteger(2)]),
    unsigned(template.serial),
    algorithmIdentifier(template.signatureAlgorithm),
    template.issuer,
    sequence(time(template.notBefore), time(template.notAfter)),
    template.subject,
    template.spki,
    ...(extensions.length > 0 ? [constructed(TAG.contextConstructed(3), [encodeExtensions(extensions)])] : []),
  );
}

/** Certificates (RFC 5280 §4.1) and requests (RFC 2986 §4) alike: what is signed, the algorithm, the signature. */
export const assembleSigned = (toBeSigned: Buffer, signatureAlgorithm: string, signature: Uint8Array): Buffer =>
  sequence(toBeSigned, algorithmIdentifier(signatureAlgorithm), bits(signature));

/** 16 octets, positive and never shorter when encoded: the first two bits are 01 (RFC 5280 §4.1.2.2 allows 20 octets). */
export function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
