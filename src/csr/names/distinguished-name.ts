import { attributeOid, COMMON_NAME, FIXED_STRING_TYPES, SHORT_NAMES } from './attribute-types.ts';
import { readCharacterString, type StringType } from './character-string.ts';
import { expectTag, readElements, readOid } from '../der/der-fields.ts';
import { TAG, type DerNode } from '../der/der-node.ts';
import { characterString, oid, sequence, setOf } from '../der/der-writer.ts';
import { escapeInvisible } from '../escape-text.ts';

export interface AttributeTypeAndValue {
  readonly oid: string;
  /** `CN`, `O`, … or the OID. */
  readonly shortName: string;
  /** As it is, not escaped; the hex of its DER when it is not a text. */
  readonly value: string;
  readonly stringType: StringType;
}

/** A Name of RFC 5280 with the bytes it came in, in the order it came in. */
export interface DistinguishedName {
  readonly der: Buffer;
  readonly rdns: readonly (readonly AttributeTypeAndValue[])[];
  /** RFC 4514, so the last RDN first; what cannot be seen is escaped, as `\0A`. */
  readonly text: string;
  readonly commonName: string | undefined;
  readonly isEmpty: boolean;
}

export function readName(node: DerNode | undefined, field: string): DistinguishedName {
  const name = expectTag(node, TAG.sequence, field);
  const parsed = name.children.map((rdn) =>
    readElements(rdn, `an RDN of ${field}`, [1, Infinity], TAG.set).map((attribute) => readAttribute(attribute, field)),
  );
  const rdns = parsed.map((rdn) => rdn.map(({ attribute }) => attribute));
  return {
    der: name.der,
    rdns,
    text: parsed
      .map((rdn) => rdn.map(({ text }) => text).join('+'))
      .toReversed()
      .join(','),
    commonName: rdns.flat().findLast(({ oid: type }) => type === COMMON_NAME)?.value,
    isEmpty: rdns.length === 0,
  };
}

function readAttribute(node: DerNode, field: string): { attribute: AttributeTypeAndValue; text: string } {
  const [type, valueNode] = readElements(node, `an attribute of ${field}`, [2, 2]);
  const dotted = readOid(type, `an attribute type of ${field}`);
  const shortName = SHORT_NAMES[dotted] ?? dotted;
  const { der, value, stringType } = readCharacterString(valueNode, `${shortName} of ${field}`);
  // RFC 4514 §2.4: a type without a name, or a value that is not a text, is shown as the hex of the value's DER.
  const isText = shortName !== dotted && stringType !== 'other';
  return {
    attribute: { oid: dotted, shortName, value, stringType },
    text: `${shortName}=${isText ? escapeValue(value) : `#${der.toString('hex')}`}`,
  };
}

/** RFC 4514 §2.4. */
const escapeValue = (value: string): string =>
  escapeInvisible(value.replace(/["+,;<>\\]/g, '\\$&').replace(/^[ #]|(?<=.) $/gs, '\\$&'));

export interface NameAttribute {
  /** `CN`, or an OID. */
  readonly type: string;
  readonly value: string;
  readonly stringType?: 'UTF8String' | 'PrintableString' | 'IA5String';
}

/** A DER Name from RDNs in the order of the encoding; the string type is RFC 5280's for the attribute, else UTF8String. */
export function encodeName(rdns: readonly (readonly NameAttribute[])[]): Buffer {
  return sequence(...rdns.map((rdn) => setOf(...rdn.map(encodeAttribute))));
}

const IDENTIFIERS = { UTF8String: TAG.utf8String, PrintableString: TAG.printableString, IA5String: TAG.ia5String };

function encodeAttribute({ type, value, stringType }: NameAttribute) {
  const dotted = attributeOid(type);
  return sequence(
    oid(dotted),
    characterString(IDENTIFIERS[stringType ?? FIXED_STRING_TYPES[dotted] ?? 'UTF8String'], value),
  );
}
