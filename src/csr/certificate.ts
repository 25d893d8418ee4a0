import { DerError, refusingAs } from './der/der-error.ts';
import {
  expectTag,
  readElements,
  readInteger,
  readOctetAlignedBits,
  readSmallInteger,
  readTime,
} from './der/der-fields.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { readName, type DistinguishedName } from './names/distinguished-name.ts';
import type { Extension } from './extensions.ts';
import { encodePem } from './pem.ts';
import { readPublicKey, type SubjectPublicKey } from './keys/public-key.ts';
import { readCertificateDer, readCertificateInput } from './read-certificate-input.ts';
import {
  readAuthorityKeyIdentifier,
  readBasicConstraints,
  readExtendedKeyUsage,
  readExtensions,
  readKeyUsage,
  readSubjectAltNames,
  readSubjectKeyIdentifier,
} from './read-extensions.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './read-signature-algorithm.ts';
import { verifySignature } from './verify-signature.ts';

/** An X.509 certificate (RFC 5280), parsed strictly. */
export interface Certificate {
  readonly der: Buffer;
  readonly pem: string;
  /** 1 or 3, as people count: the encoding has 0 and 2. */
  readonly version: number;
  /** Lower-case hex of the value, as `openssl x509 -serial` shows it; starts with `-` when negative. */
  readonly serialNumber: string;
  /** Content octets of the INTEGER. */
  readonly serialDer: Buffer;
  readonly issuer: DistinguishedName;
  readonly subject: DistinguishedName;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** RFC 5280 §4.1.2.5: dates through 2049 are UTCTime; there are CAs that write GeneralizedTime. */
  readonly hasUnusualTimes: boolean;
  readonly publicKey: SubjectPublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
  readonly extensions: readonly Extension[];
  readonly isCa: boolean;
  readonly pathLength?: number;
  readonly keyUsage: readonly string[] | undefined;
  /** By name (`clientAuth`) or OID. */
  readonly extendedKeyUsage: readonly string[] | undefined;
  readonly subjectAltNames: readonly string[];
  readonly subjectKeyIdentifier?: Buffer;
  readonly authorityKeyIdentifier?: Buffer;
  /** Its own key verifies its signature; that subject and issuer are the same is not enough. */
  readonly selfSigned: boolean;
}

/** Exactly one certificate, out of a file: PEM or DER. */
export function parseCertificate(input: Uint8Array | string): Certificate {
  return readStrictly(readCertificateInput(input));
}

/** DER and nothing else: what is inside a PEM block or a PKCS#7 message is no file. */
export const parseCertificateDer = (input: Uint8Array): Certificate => readStrictly(readCertificateDer(input));

const readStrictly = (der: Buffer): Certificate =>
  refusingAs('CERTIFICATE_MALFORMED', 'certificate', () => readCertificate(der));

export function verifyCertificateSignature(certificate: Certificate, issuerKey: SubjectPublicKey): boolean {
  const { tbs, signature } = readParts(certificate.der);
  return verifySignature(certificate.signatureAlgorithm, issuerKey, tbs.der, signature);
}

function readParts(der: Buffer): { tbs: DerNode; algorithm: DerNode | undefined; signature: Buffer } {
  const [tbs, algorithm, signature] = readElements(readDer(der), 'Certificate', [3, 3]);
  return {
    tbs: expectTag(tbs, TAG.sequence, 'tbsCertificate'),
    algorithm,
    signature: readOctetAlignedBits(signature, 'signature'),
  };
}

function readCertificate(der: Buffer): Certificate {
  const { tbs, algorithm, signature } = readParts(der);
  const signatureAlgorithm = readSignatureAlgorithm(algorithm);
  const all = readElements(tbs, 'tbsCertificate', [6, 10]);
  const [first] = all;
  const isNumbered = first?.identifier === TAG.contextConstructed(0);
  const version = isNumbered ? readVersion(first) : 1;
  const [serial, innerAlgorithm, issuer, validity, subject, spki, ...optional] = isNumbered ? all.slice(1) : all;
  if (!innerAlgorithm?.der.equals(signatureAlgorithm.der))
    throw new DerError('it names two different signature algorithms');
  const serialDer = readInteger(serial, 'serialNumber');
  const [notBefore, notAfter] = readElements(validity, 'validity', [2, 2]);
  const publicKey = readPublicKey(spki);
  const extensions = readOptional(optional, version);
  const subjectKeyIdentifier = readSubjectKeyIdentifier(extensions);
  const authorityKeyIdentifier = readAuthorityKeyIdentifier(extensions);
  return {
    der,
    pem: encodePem('CERTIFICATE', der),
    version,
    serialNumber: serialText(serialDer),
    serialDer,
    issuer: readName(issuer, 'issuer'),
    subject: readName(subject, 'subject'),
    notBefore: readTime(notBefore, 'notBefore'),
    notAfter: readTime(notAfter, 'notAfter'),
    hasUnusualTimes: [notBefore, notAfter].some(isUnusualTime),
    publicKey,
    signatureAlgorithm,
    extensions,
    ...readBasicConstraints(extensions),
    keyUsage: readKeyUsage(extensions),
    extendedKeyUsage: readExtendedKeyUsage(extensions),
    subjectAltNames: readSubjectAltNames(extensions),
    ...(subjectKeyIdentifier && { subjectKeyIdentifier }),
    ...(authorityKeyIdentifier && { authorityKeyIdentifier }),
    selfSigned: verifySignature(signatureAlgorithm, publicKey, tbs.der, signature),
  };
}

const isUnusualTime = (node: DerNode | undefined): boolean =>
  node?.identifier === TAG.generalizedTime && readTime(node, 'validity').getUTCFullYear() < 2050;

function readVersion(node: DerNode): number {
  const [version] = readElements(node, 'version', [1, 1], node.identifier);
  const number = readSmallInteger(version, 'version');
  if (number > 2) throw new DerError(`version is ${number}`);
  return number + 1;
}

/** RFC 5280 §4.1.2.8 and §4.1.2.9: unique identifiers, which nobody uses any more, and the extensions. */
function readOptional(nodes: readonly DerNode[], version: number): readonly Extension[] {
  let previous = 0;
  let extensions: readonly Extension[] = [];
  for (const node of nodes) {
    const number = node.identifier & 0x1f;
    const isKnown =
      node.identifier === TAG.context(1) ||
      node.identifier === TAG.context(2) ||
      node.identifier === TAG.contextConstructed(3);
    if (!isKnown || number <= previous) throw new DerError('tbsCertificate has an unknown member');
    if (version < (number === 3 ? 3 : 2))
      throw new DerError(`it has extensions or a unique identifier, which version ${version} does not know`);
    if (number === 3) extensions = readExtensions(readElements(node, 'extensions', [1, 1], node.identifier)[0]);
    previous = number;
  }
  return extensions;
}

function serialText(content: Buffer): string {
  if ((content[0] ?? 0) >= 0x80)
    return `-${(-BigInt.asIntN(content.length * 8, BigInt(`0x${content.toString('hex')}`))).toString(16)}`;
  return (content.length > 1 && content[0] === 0 ? content.subarray(1) : content).toString('hex');
}
