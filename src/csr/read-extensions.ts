import { DerError } from './der/der-error.ts';
import { expectTag, readBoolean, readElements, readNamedBits, readOid, readSmallInteger } from './der/der-fields.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';
import { escapeInvisible } from './escape-text.ts';
import { readName } from './names/distinguished-name.ts';
import { EXTENSION, EXTENDED_KEY_USAGES, KEY_USAGES, type Extension } from './extensions.ts';

/** RFC 5280 §4.1: `critical` is left out when false. A request that asks for none, as node-forge writes it, harms nobody. */
export function readExtensions(node: DerNode | undefined, least: 0 | 1 = 1): readonly Extension[] {
  return readElements(node, 'extensions', [least, Infinity]).map((extension) => {
    const fields = readElements(extension, 'an extension', [2, 3]);
    const oid = readOid(fields[0], 'an extension');
    const critical = fields.length === 3 && readBoolean(fields[1], `critical of extension ${oid}`);
    return { oid, critical, value: expectTag(fields.at(-1), TAG.octetString, `the value of extension ${oid}`).content };
  });
}

const find = (extensions: readonly Extension[], oid: string): DerNode | undefined => {
  const extension = extensions.find((candidate) => candidate.oid === oid);
  return extension && readDer(extension.value);
};

export function readBasicConstraints(extensions: readonly Extension[]): {
  readonly isCa: boolean;
  readonly pathLength?: number;
} {
  const node = find(extensions, EXTENSION.basicConstraints);
  if (!node) return { isCa: false };
  const fields = [...readElements(node, 'basicConstraints', [0, 2])];
  const isCa = fields[0]?.identifier === TAG.boolean && readBoolean(fields.shift(), 'cA of basicConstraints');
  if (fields.length > 1) throw new DerError('basicConstraints has an unknown member');
  return fields[0] ? { isCa, pathLength: readSmallInteger(fields[0], 'pathLenConstraint') } : { isCa };
}

export function readKeyUsage(extensions: readonly Extension[]): readonly string[] | undefined {
  const node = find(extensions, EXTENSION.keyUsage);
  return node && readNamedBits(node, 'keyUsage').map((bit) => KEY_USAGES[bit] ?? `bit ${bit}`);
}

export function readExtendedKeyUsage(extensions: readonly Extension[]): readonly string[] | undefined {
  const node = find(extensions, EXTENSION.extendedKeyUsage);
  if (!node) return undefined;
  const oids = readElements(node, 'extKeyUsage', [1, Infinity]).map((purpose) => readOid(purpose, 'extKeyUsage'));
  return oids.map((oid) => Object.entries(EXTENDED_KEY_USAGES).find(([, known]) => known === oid)?.[0] ?? oid);
}

export function readSubjectKeyIdentifier(extensions: readonly Extension[]): Buffer | undefined {
  const node = find(extensions, EXTENSION.subjectKeyIdentifier);
  return node && expectTag(node, TAG.octetString, 'subjectKeyIdentifier').content;
}

/** The key identifier only; issuer name and serial number are an alternative that few use. */
export function readAuthorityKeyIdentifier(extensions: readonly Extension[]): Buffer | undefined {
  const node = find(extensions, EXTENSION.authorityKeyIdentifier);
  return (
    node &&
    readElements(node, 'authorityKeyIdentifier').find(({ identifier }) => identifier === TAG.context(0))?.content
  );
}

/** `DNS:a.example`, `IP:10.0.0.1`, `URI:…`, `email:…`, `DN:…`; other kinds as the hex of their DER. For showing, so escaped. */
export function readSubjectAltNames(extensions: readonly Extension[]): readonly string[] {
  const node = find(extensions, EXTENSION.subjectAltName);
  return node ? readElements(node, 'subjectAltName').map(describeGeneralName) : [];
}

function describeGeneralName(name: DerNode): string {
  const text = (): string => escapeInvisible(name.content.toString('latin1'));
  switch (name.identifier) {
    case TAG.context(1):
      return `email:${text()}`;
    case TAG.context(2):
      return `DNS:${text()}`;
    case TAG.contextConstructed(4):
      return `DN:${readName(name.children[0], 'directoryName').text}`;
    case TAG.context(6):
      return `URI:${text()}`;
    case TAG.context(7):
      return `IP:${describeAddress(name.content)}`;
    default:
      return `other:${name.der.toString('hex')}`;
  }
}

function describeAddress(octets: Buffer): string {
  if (octets.length === 4) return octets.join('.');
  if (octets.length !== 16) return octets.toString('hex');
  return Array.from({ length: 8 }, (_, group) => octets.readUInt16BE(group * 2).toString(16)).join(':');
}
