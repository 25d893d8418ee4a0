import { berToDer } from '../der/ber-to-der.ts';
import { DerError } from '../der/der-error.ts';
import { readOid } from '../der/der-fields.ts';
import { readDer, TAG } from '../der/der-node.ts';

/** PKCS#7 content types begin so: `data` for a password, `signedData` for certificates (RFC 7292 §4). */
const PKCS7 = '1.2.840.113549.1.7.';

/** By its outline: a version, and a ContentInfo of PKCS#7. */
export function isPkcs12(bytes: Buffer): boolean {
  // Before all of it is turned into DER, which takes its time.
  if (bytes[0] !== TAG.sequence || bytes[outerHeaderSize(bytes)] !== TAG.integer) return false;
  try {
    const [, authSafe] = readDer(berToDer(bytes)).children;
    return readOid(authSafe?.children[0], 'contentType').startsWith(PKCS7);
  } catch (error) {
    if (error instanceof DerError) return false;
    throw error;
  }
}

/** Also of an indefinite length. */
function outerHeaderSize([, length = 0]: Buffer): number {
  return length <= 0x80 ? 2 : 2 + (length & 0x7f);
}
