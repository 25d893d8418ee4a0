import { TAG } from './der/der-node.ts';
import { constructed, oid, sequence, setOf, smallInteger } from './der/der-writer.ts';
import { encodeExtensions } from './encode-extensions.ts';
import type { Extension } from './extensions.ts';

/** RFC 2985 §5.4.2. */
const EXTENSION_REQUEST = '1.2.840.113549.1.9.14';

/** The part of a request that is signed (RFC 2986 §4.1), from a DER Name and a DER SubjectPublicKeyInfo. */
export function requestInformation(subject: Buffer, spki: Buffer, extensions: readonly Extension[]): Buffer {
  const attributes =
    extensions.length === 0 ? [] : [sequence(oid(EXTENSION_REQUEST), setOf(encodeExtensions(extensions)))];
  return sequence(smallInteger(0), subject, spki, constructed(TAG.contextConstructed(0), attributes));
}
