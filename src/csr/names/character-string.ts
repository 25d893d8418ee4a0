import { DerError } from '../der/der-error.ts';
import { TAG, type DerNode } from '../der/der-node.ts';

export type StringType =
  | 'UTF8String'
  | 'PrintableString'
  | 'IA5String'
  | 'NumericString'
  | 'T61String'
  | 'BMPString'
  | 'UniversalString'
  | 'other';

const TYPES: Readonly<Record<number, StringType>> = {
  [TAG.utf8String]: 'UTF8String',
  [TAG.printableString]: 'PrintableString',
  [TAG.ia5String]: 'IA5String',
  [TAG.numericString]: 'NumericString',
  [TAG.t61String]: 'T61String',
  [TAG.bmpString]: 'BMPString',
  [TAG.universalString]: 'UniversalString',
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The text of a DirectoryString or IA5String; anything else is `other`, with the hex of its DER as value. */
export function readCharacterString(
  node: DerNode | undefined,
  field: string,
): { stringType: StringType; value: string; der: Buffer } {
  if (!node) throw new DerError(`${field} is missing`);
  const stringType = TYPES[node.identifier] ?? 'other';
  return { stringType, value: decode(stringType, node, field), der: node.der };
}

function decode(stringType: StringType, { content, der }: DerNode, field: string): string {
  switch (stringType) {
    case 'UTF8String':
      return decodeUtf8(content, field);
    case 'BMPString':
      if (content.length % 2 !== 0) throw new DerError(`${field} is not a BMPString`);
      return Buffer.from(content).swap16().toString('utf16le');
    case 'UniversalString':
      return decodeUniversal(content, field);
    case 'other':
      return der.toString('hex');
    default:
      // Printable, Numeric and IA5 are ASCII; for T61, Latin 1 is what everybody writes and reads.
      return content.toString('latin1');
  }
}

function decodeUtf8(content: Buffer, field: string): string {
  try {
    return utf8.decode(content);
  } catch (cause) {
    throw new DerError(`${field} is not valid UTF-8`, { cause });
  }
}

function decodeUniversal(content: Buffer, field: string): string {
  const points: number[] = [];
  for (let offset = 0; offset + 4 <= content.length; offset += 4) points.push(content.readUInt32BE(offset));
  if (content.length % 4 !== 0 || points.some((point) => point > 0x10ffff))
    throw new DerError(`${field} is not a UniversalString`);
  return String.fromCodePoint(...points);
}
