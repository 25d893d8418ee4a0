import { DerError } from './der-error.ts';
import { TAG, type DerNode } from './der-node.ts';

/** The element, if it has this identifier; `field` is what RFC 2986 or RFC 5280 calls it. */
export function expectTag(node: DerNode | undefined, identifier: number, field: string): DerNode {
  if (node === undefined) throw new DerError(`${field} is missing`);
  if (node.identifier !== identifier) {
    throw new DerError(
      `${field} has tag 0x${node.identifier.toString(16).padStart(2, '0')} instead of 0x${identifier.toString(16).padStart(2, '0')}`,
    );
  }
  return node;
}

/** The elements of a SEQUENCE (or of another constructed type) that has between `min` and `max` of them. */
export function readElements(
  node: DerNode | undefined,
  field: string,
  [min, max]: readonly [number, number] = [0, Infinity],
  identifier: number = TAG.sequence,
): readonly DerNode[] {
  const { children } = expectTag(node, identifier, field);
  if (children.length < min || children.length > max) throw new DerError(`${field} has ${children.length} elements`);
  return children;
}

/** Two's complement content octets, minimal. */
export function readInteger(node: DerNode | undefined, field: string): Buffer {
  const { content } = expectTag(node, TAG.integer, field);
  if (content.length === 0) throw new DerError(`${field} is an integer without a value`);
  return content;
}

/** For versions, path lengths and the like. */
export function readSmallInteger(node: DerNode | undefined, field: string): number {
  const content = readInteger(node, field);
  if (content.length > 4 || (content[0] ?? 0) >= 0x80) throw new DerError(`${field} is out of range`);
  return content.readUIntBE(0, content.length);
}

export function readUnsigned(node: DerNode | undefined, field: string): bigint {
  const content = readInteger(node, field);
  if ((content[0] ?? 0) >= 0x80) throw new DerError(`${field} is negative`);
  return BigInt(`0x${content.toString('hex')}`);
}

/** X.690 §11.1: false is 00 and true is FF. */
export function readBoolean(node: DerNode | undefined, field: string): boolean {
  const { content } = expectTag(node, TAG.boolean, field);
  if (content.length !== 1 || (content[0] !== 0x00 && content[0] !== 0xff))
    throw new DerError(`${field} is not a DER BOOLEAN`);
  return content[0] === 0xff;
}

/** Octets of one arc. Those below 2.25 have 128 bits, so 19; what is longer takes longer than it is worth to write out. */
const MAX_ARC_OCTETS = 64;

/** Dotted decimal. */
export function readOid(node: DerNode | undefined, field: string): string {
  const { content } = expectTag(node, TAG.oid, field);
  const last = content.at(-1);
  if (last === undefined || last >= 0x80) throw new DerError(`${field} is not a complete object identifier`);
  const arcs: (number | bigint)[] = [];
  let arc: number | bigint = 0;
  let octets = 0;
  for (const octet of content) {
    if (octets === 0 && octet === 0x80) throw new DerError(`${field} is a padded object identifier`);
    octets = octet < 0x80 ? 0 : octets + 1;
    if (octets > MAX_ARC_OCTETS) throw new DerError(`${field} has a number of more than ${MAX_ARC_OCTETS} octets`);
    arc = appendSeptet(arc, octet & 0x7f);
    if (octets === 0) {
      arcs.push(arc);
      arc = 0;
    }
  }
  const [joined = 0, ...rest] = arcs;
  const root = joined < 40 ? 0 : joined < 80 ? 1 : 2;
  return [root, typeof joined === 'bigint' ? joined - 80n : joined - root * 40, ...rest].join('.');
}

/** A number for as long as it can be one: every arc in use fits, and a bigint takes ten times as long. */
const appendSeptet = (arc: number | bigint, septet: number): number | bigint =>
  typeof arc === 'number' && arc < 2 ** 45 ? arc * 128 + septet : (BigInt(arc) << 7n) | BigInt(septet);

/** A BIT STRING that holds whole octets: keys and signatures. */
export function readOctetAlignedBits(node: DerNode | undefined, field: string): Buffer {
  const { content } = expectTag(node, TAG.bitString, field);
  if (content.length < 2 || content[0] !== 0) throw new DerError(`${field} is empty or does not end on a whole byte`);
  return content.subarray(1);
}

/** RFC 5280 names nine bits at most. */
const MAX_NAMED_OCTETS = 64;

/** A BIT STRING of named bits; X.690 §11.2.1 wants the unused ones to be zero. */
export function readNamedBits(node: DerNode | undefined, field: string): readonly number[] {
  const { content } = expectTag(node, TAG.bitString, field);
  const [unused = 8, ...octets] = content;
  const last = octets.at(-1) ?? 0;
  if (
    unused > 7 ||
    octets.length > MAX_NAMED_OCTETS ||
    (octets.length === 0 && unused > 0) ||
    (last & ((1 << unused) - 1)) !== 0
  ) {
    throw new DerError(`${field} is not a DER BIT STRING, or too long for one`);
  }
  return octets.flatMap((octet, index) =>
    [0, 1, 2, 3, 4, 5, 6, 7].filter((bit) => (octet & (0x80 >> bit)) !== 0).map((bit) => index * 8 + bit),
  );
}

/** RFC 5280 §4.1.2.5: two forms, both with seconds and `Z`. Years of two digits below 50 are of this century. */
export function readTime(node: DerNode | undefined, field: string): Date {
  const text = node?.content.toString('latin1') ?? '';
  const pattern = node?.identifier === TAG.utcTime ? /^(\d\d)((?:\d\d){5})Z$/ : /^(\d{4})((?:\d\d){5})Z$/;
  const [, year, rest] =
    (node?.identifier === TAG.utcTime || node?.identifier === TAG.generalizedTime ? pattern.exec(text) : null) ?? [];
  if (year === undefined || rest === undefined) throw new DerError(`${field} is not a time of RFC 5280`);
  const fullYear = year.length === 4 ? Number(year) : Number(year) + (Number(year) < 50 ? 2000 : 1900);
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = rest.match(/\d\d/g)?.map(Number) ?? [];
  const date = new Date(0);
  date.setUTCFullYear(fullYear, month - 1, day);
  date.setUTCHours(hour, minute, second);
  const isReal =
    date.getUTCMonth() === month - 1 &&
    date.getUTCDate() === day &&
    date.getUTCHours() === hour &&
    date.getUTCMinutes() === minute &&
    date.getUTCSeconds() === second;
  if (!isReal) throw new DerError(`${field} is a date that does not exist`);
  return date;
}
