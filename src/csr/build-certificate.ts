import type { KeyObject } from 'node:crypto';
import { encodeExtensions } from './build-certification-request.ts';
import { TAG } from './der-node.ts';
import { bits, constructed, raw, sequence, smallInteger, time, toDer, unsigned } from './der-writer.ts';
import type { Extension } from './extensions.ts';
import { encodePem } from './pem.ts';
import { algorithmIdentifier, signDer, type SigningAlgorithm } from './sign-der.ts';

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

/** An X.509 v3 certificate (RFC 5280 §4.1), signed with a key or by whoever has it. */
export function buildCertificate(
  template: CertificateTemplate,
  sign: KeyObject | ((tbs: Buffer) => Buffer),
): { der: Buffer; pem: string } {
  const { signatureAlgorithm, extensions } = template;
  const algorithm = algorithmIdentifier(signatureAlgorithm);
  const tbs = sequence(
    constructed(TAG.contextConstructed(0), [smallInteger(2)]),
    unsigned(template.serial),
    algorithm,
    raw(template.issuer),
    sequence(time(template.notBefore), time(template.notAfter)),
    raw(template.subject),
    raw(template.spki),
    ...(extensions.length > 0 ? [constructed(TAG.contextConstructed(3), [encodeExtensions(extensions)])] : []),
  );
  const tbsDer = toDer(tbs);
  const signature = typeof sign === 'function' ? sign(tbsDer) : signDer(signatureAlgorithm, tbsDer, sign);
  const der = toDer(sequence(tbs, algorithm, bits(signature)));
  return { der, pem: encodePem('CERTIFICATE', der) };
}
