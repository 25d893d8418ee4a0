import asn1, { type ForgeNode } from 'node-forge/lib/asn1.js';
import { DerError } from './der-error.ts';

const OCTET_STRING = 4;
const MAX_DEPTH = 24;

/**
 * PKCS#12 may be BER, and browsers, Java and macOS write it so. Lengths become definite, and an OCTET STRING in pieces
 * becomes whole; everything else stays.
 */
export function berToDer(ber: Uint8Array): Buffer {
  const options = { strict: true, parseAllBytes: true, decodeBitStrings: false, maxDepth: MAX_DEPTH };
  try {
    const tree = asn1.fromDer(Buffer.from(ber).toString('latin1'), options);
    return Buffer.from(asn1.toDer(joinPieces(tree)).getBytes(), 'latin1');
  } catch (error) {
    throw error instanceof DerError ? error : new DerError('it is not BER');
  }
}

function joinPieces(node: ForgeNode): ForgeNode {
  if (typeof node.value === 'string') return node;
  const value = node.value.map(joinPieces);
  const isInPieces = node.tagClass === 0 && node.type === OCTET_STRING;
  return isInPieces
    ? asn1.create(0, OCTET_STRING, false, value.map(textOf).join(''))
    : asn1.create(node.tagClass, node.type, true, value);
}

function textOf({ tagClass, type, value }: ForgeNode): string {
  if (tagClass === 0 && type === OCTET_STRING && typeof value === 'string') return value;
  throw new DerError('a string has pieces of another kind');
}
