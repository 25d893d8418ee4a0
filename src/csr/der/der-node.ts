import { DerError } from './der-error.ts';

/** One element: its identifier octet (class, constructed bit and tag number), its content and all of its bytes. */
export interface DerNode {
  readonly identifier: number;
  readonly content: Buffer;
  readonly der: Buffer;
  /** Empty when primitive. */
  readonly children: readonly DerNode[];
}

export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  numericString: 0x12,
  printableString: 0x13,
  t61String: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
  context: (number: number): number => 0x80 | number,
  contextConstructed: (number: number): number => 0xa0 | number,
} as const;

/** Far above a certificate or CSR with a 16,384-bit key, far below what takes noticeable time. */
export const MAX_DER_BYTES = 64 * 1024;
/** A certificate needs about 10. */
const MAX_DEPTH = 24;
/** A certificate has about 100, and one with 10,000 names is still read. */
const MAX_ELEMENTS = 16_384;
/** The bit of an identifier octet that says that the content is elements. */
const CONSTRUCTED = 0x20;

/**
 * Reads DER, and DER only (X.690 §10): one way to write each value, so no indefinite or padded lengths, no padded
 * integers, no strings in pieces, no trailing bytes. Every node is a view of the bytes that came in.
 */
export function readDer(input: Uint8Array): DerNode {
  const der = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (der.length > MAX_DER_BYTES) throw new DerError(`it is larger than ${MAX_DER_BYTES} bytes`);
  checkOuterLength(der);
  return readElement(der, 0, der.length, { depth: 0, count: { left: MAX_ELEMENTS } });
}

interface Bounds {
  readonly depth: number;
  readonly count: { left: number };
}

/** The element that begins at `offset` and has to end at `limit` at the latest. */
function readElement(der: Buffer, offset: number, limit: number, { depth, count }: Bounds): DerNode {
  if (depth > MAX_DEPTH) throw misfit();
  count.left -= 1;
  if (count.left < 0) throw new DerError(`it has more than ${MAX_ELEMENTS} elements`);
  const identifier = der[offset] ?? 0;
  checkIdentifier(identifier);
  const start = offset + readHeader(der, offset, limit);
  const end = start + contentLength(der, offset);
  if (end > limit) throw misfit();
  const content = der.subarray(start, end);
  const children: DerNode[] = [];
  if ((identifier & CONSTRUCTED) !== 0) {
    for (let next = start; next < end; next += children.at(-1)!.der.length) {
      children.push(readElement(der, next, end, { depth: depth + 1, count }));
    }
  } else checkContent(identifier, content);
  return { identifier, content, der: der.subarray(offset, end), children };
}

/** X.690 §10.1: the definite form, in as few octets as it takes. Returns the size of identifier and length. */
function readHeader(der: Buffer, offset: number, limit: number): number {
  const size = headerSize(der, offset);
  if (offset + 2 > limit || offset + size > limit) throw misfit();
  const first = der[offset + 1] ?? 0;
  if (first === 0x80) throw isBer();
  if (first < 0x80) return size;
  const length = contentLength(der, offset);
  if (length < 0x80 || length < 2 ** (8 * (size - 3))) throw isBer();
  return size;
}

/** X.690 §8.3.2: the first nine bits of an integer are not all the same. A character of a BMPString has two octets. */
function checkContent(identifier: number, content: Buffer): void {
  if (identifier === TAG.integer && content.length > 1) {
    const [first = 0, second = 0] = content;
    if ((first === 0x00 && second < 0x80) || (first === 0xff && second >= 0x80)) throw isBer();
  }
  if (identifier === TAG.bmpString && content.length % 2 !== 0) throw misfit();
}

const isBer = (): DerError => new DerError('it is BER, not DER');
const misfit = (): DerError => new DerError('it is not DER: an element does not fit its place or is nested too deep');

/** The usual accidents, a truncated file or something appended to it, are told with numbers. */
function checkOuterLength(der: Buffer): void {
  if (der.length < 2) throw new DerError('it is cut off after the first byte');
  const size = headerSize(der, 0);
  if (der[1] === 0x80) throw new DerError('it has an indefinite length, which is BER, not DER');
  const total = size + contentLength(der, 0);
  if (total > der.length) throw new DerError(`it is cut off: ${der.length} of ${total} bytes are there`);
  if (total < der.length) throw new DerError(`${der.length - total} bytes follow after its end`);
}

/** Of the element at `offset`: identifier and length octets. */
export const headerSize = (der: Buffer, offset: number): number => {
  const first = der[offset + 1] ?? 0;
  return first < 0x80 ? 2 : 2 + (first & 0x7f);
};

export function contentLength(der: Buffer, offset: number): number {
  const first = der[offset + 1] ?? 0;
  if (first < 0x80) return first;
  const octets = first & 0x7f;
  if (octets > 4 || offset + 2 + octets > der.length) throw new DerError('a length is longer than anything read here');
  return der.readUIntBE(offset + 2, octets);
}

/** X.690 §8.1.2.4 (tag numbers above 30 are not used by X.509) and §10.2 (strings are primitive in DER). */
function checkIdentifier(identifier: number): void {
  const number = identifier & 0x1f;
  if (number === 0x1f) throw new DerError('a tag number above 30 has no place in it');
  if ((identifier & 0xc0) !== 0) return;
  const isConstructed = (identifier & 0x20) !== 0;
  if (isConstructed !== (number === 16 || number === 17))
    throw new DerError('a string is in pieces, which is BER, not DER');
}
