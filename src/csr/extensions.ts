import { createHash } from 'node:crypto';
import { readElements, readOctetAlignedBits } from './der/der-fields.ts';
import { readDer } from './der/der-node.ts';
import { boolean, contextPrimitive, namedBits, octetString, oid, sequence, smallInteger } from './der/der-writer.ts';

export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  /** The DER inside the OCTET STRING. */
  readonly value: Buffer;
}

/** RFC 5280 §4.2. */
export const EXTENSION = {
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  issuerAltName: '2.5.29.18',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  crlDistributionPoints: '2.5.29.31',
  certificatePolicies: '2.5.29.32',
  authorityKeyIdentifier: '2.5.29.35',
  extendedKeyUsage: '2.5.29.37',
  authorityInfoAccess: '1.3.6.1.5.5.7.1.1',
} as const;

/** RFC 5280 §4.2.1.3, by bit. */
export const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;

/** RFC 5280 §4.2.1.12. */
export const EXTENDED_KEY_USAGES: Readonly<Record<string, string>> = {
  serverAuth: '1.3.6.1.5.5.7.3.1',
  clientAuth: '1.3.6.1.5.5.7.3.2',
  codeSigning: '1.3.6.1.5.5.7.3.3',
  emailProtection: '1.3.6.1.5.5.7.3.4',
  timeStamping: '1.3.6.1.5.5.7.3.8',
  OCSPSigning: '1.3.6.1.5.5.7.3.9',
  anyExtendedKeyUsage: '2.5.29.37.0',
};

export function basicConstraints({
  ca,
  pathLength,
}: {
  readonly ca: boolean;
  readonly pathLength?: number;
}): Extension {
  const fields = [
    ...(ca ? [boolean(true)] : []),
    ...(ca && pathLength !== undefined ? [smallInteger(pathLength)] : []),
  ];
  return { oid: EXTENSION.basicConstraints, critical: true, value: sequence(...fields) };
}

export function keyUsage(usages: readonly (typeof KEY_USAGES)[number][]): Extension {
  const positions = usages.map((usage) => KEY_USAGES.indexOf(usage));
  return { oid: EXTENSION.keyUsage, critical: true, value: namedBits(positions) };
}

/** Purposes by name (`clientAuth`) or OID. */
export function extendedKeyUsage(purposes: readonly string[]): Extension {
  const oids = purposes.map((purpose) => oid(EXTENDED_KEY_USAGES[purpose] ?? purpose));
  return { oid: EXTENSION.extendedKeyUsage, critical: false, value: sequence(...oids) };
}

/** RFC 5280 §4.2.1.2, method 1: the SHA-1 of the key's bits. A name, not a protection. */
export function keyIdentifier(spki: Uint8Array): Buffer {
  const [, key] = readElements(readDer(spki), 'subjectPublicKeyInfo', [2, 2]);
  return createHash('sha1').update(readOctetAlignedBits(key, 'subjectPublicKey')).digest();
}

export function subjectKeyIdentifier(spki: Uint8Array): Extension {
  return { oid: EXTENSION.subjectKeyIdentifier, critical: false, value: octetString(keyIdentifier(spki)) };
}

/** No SubjectPublicKeyInfo is shorter than Ed25519's 44 bytes, and no key identifier in use is that long. */
const SHORTEST_SPKI = 44;

/** From the issuer's subjectPublicKeyInfo, or from its subject key identifier, which a CA may have made otherwise. */
export function authorityKeyIdentifier(spkiOrId: Uint8Array): Extension {
  const id = spkiOrId.length >= SHORTEST_SPKI ? keyIdentifier(spkiOrId) : spkiOrId;
  return { oid: EXTENSION.authorityKeyIdentifier, critical: false, value: sequence(contextPrimitive(0, id)) };
}

/** GeneralNames as they came; critical when the subject is empty (RFC 5280 §4.2.1.6). */
export function subjectAltName(generalNames: Uint8Array, critical = false): Extension {
  return { oid: EXTENSION.subjectAltName, critical, value: Buffer.from(generalNames) };
}

/** RFC 5280 §4.1: `critical` is left out when false. */
export function encodeExtensions(extensions: readonly Extension[]): Buffer {
  return sequence(
    ...extensions.map(({ oid: dotted, critical, value }) =>
      sequence(oid(dotted), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
}
