import { TAG } from './der-node.ts';

/**
 * Writing is putting bytes together, so that a subject or a key that is DER already goes into a certificate as it is.
 * Whatever is written here has been read strictly, or is ours.
 */
function element(identifier: number, parts: readonly Uint8Array[]): Buffer {
  let length = 0;
  for (const part of parts) length += part.length;
  return Buffer.concat([header(identifier, length), ...parts]);
}

/** X.690 §8.1.3 and §10.1: the length in as few octets as it takes. */
function header(identifier: number, length: number): Buffer {
  if (length < 0x80) return Buffer.of(identifier, length);
  if (length < 0x100) return Buffer.of(identifier, 0x81, length);
  if (length < 0x10000) return Buffer.of(identifier, 0x82, length >> 8, length & 0xff);
  return Buffer.of(identifier, 0x83, length >> 16, (length >> 8) & 0xff, length & 0xff);
}

const primitive = (identifier: number, content: Uint8Array): Buffer => element(identifier, [content]);

export const constructed = (identifier: number, children: readonly Uint8Array[]): Buffer =>
  element(identifier, children);

export const sequence = (...children: readonly Uint8Array[]): Buffer => element(TAG.sequence, children);

/** X.690 §11.6: the elements of a SET OF are sorted by their encoding. */
export const setOf = (...children: readonly Uint8Array[]): Buffer =>
  element(
    TAG.set,
    children.toSorted((a, b) => Buffer.compare(a, b)),
  );

/** A non-negative integer, from big-endian octets. */
export const unsigned = (octets: Uint8Array): Buffer =>
  primitive(TAG.integer, (octets[0] ?? 0x80) >= 0x80 ? Buffer.concat([Buffer.of(0), octets]) : octets);

export const smallInteger = (value: number): Buffer => {
  const hex = value.toString(16);
  return unsigned(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
};

export const boolean = (value: boolean): Buffer => primitive(TAG.boolean, Buffer.of(value ? 0xff : 0));
export const nullValue = (): Buffer => primitive(TAG.null, Buffer.alloc(0));
const OIDS = new Map<string, Buffer>();

/** X.690 §8.19.2: seven bits an octet, the first bit of all but the last one set. */
function base128(arc: number): number[] {
  const octets = [arc & 0x7f];
  for (let left = Math.floor(arc / 0x80); left > 0; left = Math.floor(left / 0x80))
    octets.unshift((left & 0x7f) | 0x80);
  return octets;
}

/** Cached, because certificates name the same few OIDs again and again. */
export function oid(dotted: string): Buffer {
  const known = OIDS.get(dotted);
  if (known) return known;
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const written = primitive(TAG.oid, Buffer.from([40 * first + second, ...rest].flatMap(base128)));
  OIDS.set(dotted, written);
  return written;
}

export const octetString = (octets: Uint8Array): Buffer => primitive(TAG.octetString, octets);
export const bits = (octets: Uint8Array): Buffer => primitive(TAG.bitString, Buffer.concat([Buffer.of(0), octets]));
export const contextPrimitive = (number: number, octets: Uint8Array): Buffer => primitive(TAG.context(number), octets);

/** A BIT STRING of named bits without trailing zeros (X.690 §11.2.2). */
export function namedBits(positions: readonly number[]): Buffer {
  const highest = Math.max(-1, ...positions);
  const octets = Buffer.alloc(Math.ceil((highest + 1) / 8));
  for (const position of positions) octets[position >> 3] = (octets[position >> 3] ?? 0) | (0x80 >> (position & 7));
  return primitive(TAG.bitString, Buffer.concat([Buffer.of(highest < 0 ? 0 : 7 - (highest & 7)), octets]));
}

/** The caller has chosen a string type that can hold the text, so its alphabet is not checked again. */
export const characterString = (identifier: number, value: string): Buffer =>
  primitive(identifier, Buffer.from(value, 'utf8'));

/** RFC 5280 §4.1.2.5: UTCTime through 2049, GeneralizedTime from 2050. */
export function time(date: Date): Buffer {
  const year = date.getUTCFullYear();
  const isUtcTime = year >= 1950 && year < 2050;
  const rest = [date.getUTCMonth() + 1, date.getUTCDate(), date.getUTCHours(), date.getUTCMinutes()];
  const digits = [isUtcTime ? year % 100 : year, ...rest, date.getUTCSeconds()].map((part) =>
    String(part).padStart(2, '0'),
  );
  return primitive(isUtcTime ? TAG.utcTime : TAG.generalizedTime, Buffer.from(`${digits.join('')}Z`, 'latin1'));
}
