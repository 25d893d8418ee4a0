import asn1, { type ForgeNode } from 'node-forge/lib/asn1.js';
import { TAG } from './der-node.ts';

/** A tree that is being written; only `toDer` looks into it. */
export type Asn1 = ForgeNode;

const primitive = (identifier: number, content: Uint8Array): Asn1 =>
  asn1.create(identifier & 0xc0, identifier & 0x1f, false, Buffer.from(content).toString('latin1'));

export const toDer = (node: Asn1): Buffer => Buffer.from(asn1.toDer(node).getBytes(), 'latin1');

/** An element that is DER already, such as a subject that must stay byte for byte what it was. */
export const raw = (der: Uint8Array): Asn1 =>
  asn1.fromDer(Buffer.from(der).toString('latin1'), {
    strict: true,
    parseAllBytes: true,
    decodeBitStrings: false,
    maxDepth: 32,
  });

export const constructed = (identifier: number, children: readonly Asn1[]): Asn1 =>
  asn1.create(identifier & 0xc0, identifier & 0x1f, true, [...children]);

export const sequence = (...children: readonly Asn1[]): Asn1 => constructed(TAG.sequence, children);

/** X.690 §11.6: the elements of a SET OF are sorted by their encoding. */
export const setOf = (...children: readonly Asn1[]): Asn1 =>
  constructed(
    TAG.set,
    children
      .map((node) => ({ node, der: toDer(node) }))
      .toSorted((a, b) => Buffer.compare(a.der, b.der))
      .map(({ node }) => node),
  );

/** A non-negative integer, from big-endian octets. */
export const unsigned = (octets: Uint8Array): Asn1 =>
  primitive(TAG.integer, (octets[0] ?? 0x80) >= 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets);

export const smallInteger = (value: number): Asn1 => {
  const hex = value.toString(16);
  return unsigned(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
};

export const boolean = (value: boolean): Asn1 => primitive(TAG.boolean, Buffer.of(value ? 0xff : 0));
export const nullValue = (): Asn1 => primitive(TAG.null, Buffer.alloc(0));
export const oid = (dotted: string): Asn1 =>
  primitive(TAG.oid, Buffer.from(asn1.oidToDer(dotted).getBytes(), 'latin1'));
export const octetString = (octets: Uint8Array): Asn1 => primitive(TAG.octetString, octets);
export const bits = (octets: Uint8Array): Asn1 => primitive(TAG.bitString, Buffer.concat([Buffer.of(0), octets]));
export const contextPrimitive = (number: number, octets: Uint8Array): Asn1 => primitive(TAG.context(number), octets);

/** A BIT STRING of named bits without trailing zeros (X.690 §11.2.2). */
export function namedBits(positions: readonly number[]): Asn1 {
  const highest = Math.max(-1, ...positions);
  const octets = Buffer.alloc(Math.ceil((highest + 1) / 8));
  for (const position of positions) octets[position >> 3] = (octets[position >> 3] ?? 0) | (0x80 >> (position & 7));
  return primitive(TAG.bitString, Buffer.concat([Buffer.of(highest < 0 ? 0 : 7 - (highest & 7)), octets]));
}

/** A text that needs no care for its alphabet here: the caller chose a type that holds it. */
export const characterString = (identifier: number, value: string): Asn1 =>
  primitive(identifier, Buffer.from(value, 'utf8'));

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. */
export function time(date: Date): Asn1 {
  const isUtcTime = date.getUTCFullYear() >= 1950 && date.getUTCFullYear() < 2050;
  const text = date.toISOString().replace(/[-:T]|\.\d+/g, '');
  return primitive(
    isUtcTime ? TAG.utcTime : TAG.generalizedTime,
    Buffer.from(isUtcTime ? text.slice(2) : text, 'latin1'),
  );
}
