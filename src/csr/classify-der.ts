import { DerError } from './der/der-error.ts';
import { readDer, TAG, type DerNode } from './der/der-node.ts';

export type DerKind =
  | 'certification request'
  | 'certificate'
  | 'private key'
  | 'public key'
  | 'PKCS#7 message'
  | 'PKCS#12 file'
  | 'ASN.1 object of another kind';

const PKCS7 = '2a864886f70d0107';

/** What kind of object the outline of its elements is; undefined when it is not DER at all. */
export function classifyDer(der: Uint8Array): DerKind | undefined {
  try {
    return classify(readDer(der));
  } catch (error) {
    if (error instanceof DerError) return undefined;
    throw error;
  }
}

function classify({ identifier, children }: DerNode): DerKind {
  const outline = children.map((child) => child.identifier);
  const [first, second] = children;
  const firstOutline = first?.children.map((child) => child.identifier) ?? [];
  const starts = (tags: readonly number[], of = outline): boolean => tags.every((tag, index) => of[index] === tag);
  if (identifier !== TAG.sequence || !first) return 'ASN.1 object of another kind';
  // RFC 5208 and 5958, RFC 8017 A.1.2 (nine integers), RFC 5915, and RFC 5958 §3 for the encrypted form.
  if (starts([TAG.integer, TAG.sequence, TAG.octetString])) return 'private key';
  if (outline.length >= 9 && outline.slice(0, 9).every((tag) => tag === TAG.integer)) return 'private key';
  if (starts([TAG.integer, TAG.octetString])) return 'private key';
  if (outline.length === 2 && starts([TAG.sequence, TAG.octetString]) && firstOutline[0] === TAG.oid)
    return 'private key';
  if (outline[0] === TAG.oid)
    return first.content.toString('hex').startsWith(PKCS7) ? 'PKCS#7 message' : 'ASN.1 object of another kind';
  if (starts([TAG.integer, TAG.sequence]) && second?.children[0]?.content.toString('hex').startsWith(PKCS7))
    return 'PKCS#12 file';
  if (outline.length === 2 && starts([TAG.sequence, TAG.bitString]) && firstOutline[0] === TAG.oid) return 'public key';
  if (outline.length !== 3 || !starts([TAG.sequence, TAG.sequence, TAG.bitString]))
    return 'ASN.1 object of another kind';
  if (
    firstOutline.length >= 6 &&
    (firstOutline[0] === TAG.contextConstructed(0) ||
      starts([TAG.integer, TAG.sequence, TAG.sequence, TAG.sequence], firstOutline))
  ) {
    return 'certificate';
  }
  return starts([TAG.integer, TAG.sequence, TAG.sequence], firstOutline) && firstOutline.length <= 4
    ? 'certification request'
    : 'ASN.1 object of another kind';
}
