import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';

/**
 * Checksums that clients send along, by the end of their header's name; each gives base64.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 */
export const CHECKSUMS: Readonly<Record<string, (content: Uint8Array) => string>> = {
  crc32: (content) => inBase64(BigInt(crc32(content)), 4),
  crc32c: (content) => inBase64(reflectedCrc(content, 0x82f63b78n, 32n), 4),
  crc64nvme: (content) => inBase64(reflectedCrc(content, 0x9a6c9329ac4bc9b5n, 64n), 8),
  sha1: (content) => createHash('sha1').update(content).digest('base64'),
  sha256: (content) => createHash('sha256').update(content).digest('base64'),
};

/** Bit by bit in tables of 256; begins and ends with all bits set. */
function reflectedCrc(content: Uint8Array, polynomial: bigint, width: bigint): bigint {
  const table = Array.from({ length: 256 }, (_, index) => {
    let value = BigInt(index);
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n;
    return value;
  });
  const ones = (1n << width) - 1n;
  let crc = ones;
  for (const byte of content) crc = table[Number((crc ^ BigInt(byte)) & 0xffn)]! ^ (crc >> 8n);
  return crc ^ ones;
}

const inBase64 = (value: bigint, bytes: number): string =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex').toString('base64');
