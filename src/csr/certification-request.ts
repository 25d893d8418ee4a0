import { DerError, refusingAs } from './der/der-error.ts';
import { expectTag, readElements, readOctetAlignedBits, readOid, readSmallInteger } from './der/der-fields.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { readName, type DistinguishedName } from './names/distinguished-name.ts';
import type { Extension } from './extensions.ts';
import { encodePem } from './pem.ts';
import { readPublicKey, type SubjectPublicKey } from './keys/public-key.ts';
import { readCertificationRequestInput, refuseOtherKind } from './read-certification-request-input.ts';
import { readExtensions, readSubjectAltNames } from './read-extensions.ts';
import { readSignatureAlgorithm, type SignatureAlgorithm } from './read-signature-algorithm.ts';
import { verifySignature } from './verify-signature.ts';

/** A CSR (RFC 2986), parsed strictly; whether AWS IoT may accept it is for the checks to say. */
export interface CertificationRequest {
  readonly der: Buffer;
  /** Normalised: RFC 7468 label, LF, 64 columns. */
  readonly pem: string;
  /** 0 by RFC 2986; some old software writes 1 or 2. */
  readonly version: number;
  readonly subject: DistinguishedName;
  readonly publicKey: SubjectPublicKey;
  readonly signatureAlgorithm: SignatureAlgorithm;
  /** Of the extensionRequest attribute; never copied into a certificate. */
  readonly requestedExtensions: readonly Extension[];
  readonly subjectAltNames: readonly string[];
  /** Proof that the sender has the private key (RFC 2986 §4.2). */
  readonly signatureValid: boolean;
}

/** PEM or DER; the error says what the input looks like instead, and never shows a private key. */
export function parseCertificationRequest(input: Uint8Array): CertificationRequest {
  const der = readCertificationRequestInput(input);
  return refusingAs('CSR_MALFORMED', 'certification request', () => {
    try {
      return readCertificationRequest(der);
    } catch (error) {
      // Afterwards, because it takes a second reading, and almost everything that comes here is a CSR.
      refuseOtherKind(der);
      throw error;
    }
  });
}

function readCertificationRequest(der: Buffer): CertificationRequest {
  const [first, algorithm, signature] = readElements(readDer(der), 'CertificationRequest', [3, 3]);
  const information = expectTag(first, TAG.sequence, 'certificationRequestInfo');
  // Without the attributes, RFC 2986 notwithstanding, OpenSSL reads it; their absence asks for nothing.
  const [version, subject, spki, attributes] = readElements(information, 'certificationRequestInfo', [3, 4]);
  const publicKey = readPublicKey(spki);
  const signatureAlgorithm = readSignatureAlgorithm(algorithm);
  const requestedExtensions = readAttributes(attributes);
  const signatureBytes = readOctetAlignedBits(signature, 'signature');
  return {
    der,
    pem: encodePem('CERTIFICATE REQUEST', der),
    version: readVersion(version),
    subject: readName(subject, 'subject'),
    publicKey,
    signatureAlgorithm,
    requestedExtensions,
    subjectAltNames: readSubjectAltNames(requestedExtensions),
    signatureValid: verifySignature(signatureAlgorithm, publicKey, information.der, signatureBytes),
  };
}

function readVersion(node: DerNode | undefined): number {
  const version = readSmallInteger(node, 'version');
  if (version > 2) throw new DerError(`version is ${version}`);
  return version;
}

/**
 * RFC 2985 §5.4.2, and the older number that Windows uses for the same. It has one value by the RFC; none or two are
 * seen as well, and harmless, because what a CSR asks for is never copied.
 */
const EXTENSION_REQUESTS = ['1.2.840.113549.1.9.14', '1.3.6.1.4.1.311.2.1.14'];

function readAttributes(node: DerNode | undefined): readonly Extension[] {
  if (!node) return [];
  const attributes = readElements(node, 'attributes', [0, Infinity], TAG.contextConstructed(0)).map((attribute) => {
    const [type, values] = readElements(attribute, 'an attribute', [2, 2]);
    return { oid: readOid(type, 'an attribute'), values: expectTag(values, TAG.set, 'the values of an attribute') };
  });
  const requests = attributes.filter(({ oid }) => EXTENSION_REQUESTS.includes(oid));
  return requests.flatMap(({ values }) =>
    readElements(values, 'extensionRequest', [0, Infinity], TAG.set).flatMap((extensions) =>
      readExtensions(extensions, 0),
    ),
  );
}
