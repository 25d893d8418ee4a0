import { DerError } from './der-error.ts';
import { contentLength, headerSize } from './der-node.ts';

/** A certs-only message has four levels above its certificates. */
const MAX_DEPTH = 8;

/**
 * BER whose outer elements have indefinite lengths (X.690 §8.1.3.6), with definite ones instead. CMS may be written like
 * that (RFC 5652 §2), and Bouncy Castle, so EJBCA and other Java servers, does. What has a definite length is taken as it
 * is: `readDer` still refuses every other liberty of BER, and any within a certificate.
 * @see https://github.com/bcgit/bc-java/issues/120
 */
export function withDefiniteLengths(ber: Buffer): Buffer {
  if (ber[1] !== INDEFINITE) return ber;
  const { bytes, end } = readElement(ber, 0, 0);
  // What follows is for readDer to complain about.
  return Buffer.concat([bytes, ber.subarray(end)]);
}

const INDEFINITE = 0x80;
const CONSTRUCTED = 0x20;

function readElement(ber: Buffer, start: number, depth: number): { bytes: Buffer; end: number } {
  if (start + 2 > ber.length) throw new DerError('it is cut off before the end of an indefinite length');
  if (ber[start + 1] !== INDEFINITE) {
    const end = start + headerSize(ber, start) + contentLength(ber, start);
    if (end > ber.length) throw new DerError('it is cut off within an element');
    return { bytes: ber.subarray(start, end), end };
  }
  const identifier = ber[start] ?? 0;
  if ((identifier & CONSTRUCTED) === 0) throw new DerError('a primitive element has an indefinite length');
  if (depth === MAX_DEPTH) throw new DerError('indefinite lengths are nested too deep');
  const parts: Buffer[] = [];
  let at = start + 2;
  while (ber[at] !== 0 || ber[at + 1] !== 0) {
    const part = readElement(ber, at, depth + 1);
    parts.push(part.bytes);
    at = part.end;
  }
  const content = Buffer.concat(parts);
  return { bytes: Buffer.concat([Buffer.of(identifier), lengthOctets(content.length), content]), end: at + 2 };
}

/** X.690 §10.1: the shortest definite form. */
function lengthOctets(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const hex = length.toString(16);
  const octets = Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex');
  return Buffer.concat([Buffer.of(0x80 | octets.length), octets]);
}
