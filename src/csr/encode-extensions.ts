import { boolean, octetString, oid, sequence } from './der/der-writer.ts';
import type { Extension } from './extensions.ts';

/** RFC 5280 §4.1: `critical` is left out when false. */
export function encodeExtensions(extensions: readonly Extension[]): Buffer {
  return sequence(
    ...extensions.map(({ oid: dotted, critical, value }) =>
      sequence(oid(dotted), ...(critical ? [boolean(true)] : []), octetString(value)),
    ),
  );
}
