import { randomBytes } from 'node:crypto';

/** 16 octets, positive and never shorter when encoded: the first two bits are 01 (RFC 5280 §4.1.2.2 allows 20 octets). */
export function randomSerial(): Buffer {
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}
