import { readCharacterString, type StringType } from './character-string.ts';
import { readOid } from '../der/der-fields.ts';
import type { DistinguishedName } from './distinguished-name.ts';
import { readDer, TAG, type DerNode } from '../der/der-node.ts';
import { SHORT_NAMES } from './attribute-types.ts';
import { characterFault } from './string-alphabets.ts';

/** RFC 5280 §4.1.2.4: what OpenSSL or Go cannot load. Three are enough, and a name of 4,000 parts says no more. */
export function nameFaults({ der }: Pick<DistinguishedName, 'der'>): readonly string[] {
  const faults = rdnsOf(der)
    .flat()
    .flatMap((attribute) => {
      const fault = attributeFault(attribute);
      return fault === undefined ? [] : [`${attribute.shortName} ${fault}`];
    });
  return [...new Set(faults)].slice(0, MAX_TOLD);
}

export interface Attribute {
  readonly der: Buffer;
  readonly oid: string;
  readonly shortName: string;
  readonly stringType: StringType;
  readonly value: string;
  /** Of the value: its identifier octet and its content octets. */
  readonly identifier: number;
  readonly content: Buffer;
}

/** RDN by RDN, of a name that has been read, so that nothing here is missing. Several rules ask it of one name. */
export function rdnsOf(name: Buffer): readonly (readonly Attribute[])[] {
  const rdns = READ.get(name) ?? readDer(name).children.map((rdn) => rdn.children.map(readAttribute));
  READ.set(name, rdns);
  return rdns;
}

const READ = new WeakMap<Buffer, readonly (readonly Attribute[])[]>();

function readAttribute({ der, children: [type, value] }: DerNode): Attribute {
  const oid = readOid(type, 'an attribute type');
  const { stringType, value: text } = readCharacterString(value, 'an attribute');
  const { identifier, content } = value!;
  return { der, oid, shortName: SHORT_NAMES[oid] ?? oid.slice(0, 60), stringType, value: text, identifier, content };
}

export const MAX_TOLD = 3;

export const UNIQUE_IDENTIFIER = '2.5.4.45';
const POSTAL_ADDRESS = '2.5.4.16';

/** What OpenSSL's ASN1_PRINTABLE and Go's crypto/x509 both read is a character string; two others OpenSSL alone reads. */
export function attributeFault({
  oid,
  stringType,
  identifier,
  content,
}: Pick<Attribute, 'oid' | 'stringType' | 'identifier' | 'content'>): string | undefined {
  if (stringType !== 'other') return characterFault(stringType, content);
  const isKept =
    (identifier === TAG.bitString && (oid === UNIQUE_IDENTIFIER || isUnknown(oid))) ||
    (identifier === TAG.sequence && (oid === POSTAL_ADDRESS || isUnknown(oid)));
  return isKept
    ? undefined
    : `is no character string (tag 0x${identifier.toString(16).padStart(2, '0')}), and TLS libraries do not read it`;
}

export const isUnknown = (oid: string): boolean => !Object.hasOwn(SHORT_NAMES, oid);
