import asn1, { type ForgeNode } from 'node-forge/lib/asn1.js';
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

/**
 * Reads DER, and DER only (X.690 §10): what the codec writes for the tree it read must be the bytes that came in, which
 * leaves no room for indefinite or padded lengths, padded integers or trailing bytes.
 */
export function readDer(input: Uint8Array): DerNode {
  const der = Buffer.from(input.buffer, input.byteOffset, input.byteLength);
  if (der.length > MAX_DER_BYTES) throw new DerError(`it is larger than ${MAX_DER_BYTES} bytes`);
  checkOuterLength(der);
  const text = der.toString('latin1');
  let tree: ForgeNode;
  try {
    tree = asn1.fromDer(text, { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: MAX_DEPTH });
    if (asn1.toDer(tree).getBytes() !== text) throw new DerError('it is BER, not DER');
  } catch (error) {
    if (error instanceof DerError) throw error;
    throw new DerError('it is not DER: an element does not fit its place or is nested too deep', { cause: error });
  }
  return locate(tree, der, 0).node;
}

/** The usual accidents, a file cut off or with something appended, told with numbers. */
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

/** The codec keeps values as strings; offsets in the bytes give every element its own bytes back, uncopied. */
function locate(tree: ForgeNode, der: Buffer, offset: number): { node: DerNode; end: number } {
  const identifier = der[offset] ?? 0;
  checkIdentifier(identifier);
  const start = offset + headerSize(der, offset);
  const end = start + contentLength(der, offset);
  const children: DerNode[] = [];
  if (Array.isArray(tree.value)) {
    let next = start;
    for (const child of tree.value) {
      const located = locate(child, der, next);
      children.push(located.node);
      next = located.end;
    }
  }
  return { node: { identifier, content: der.subarray(start, end), der: der.subarray(offset, end), children }, end };
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
