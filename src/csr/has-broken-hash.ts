import type { SignatureAlgorithm } from './signature-algorithm.ts';

const BROKEN_HASHES = ['md2', 'md4', 'md5'];

/** Whether a signature of this kind is taken for no proof at all. SHA-1 is not among them: devices in the field use it. */
export const hasBrokenHash = ({ hash }: SignatureAlgorithm): boolean =>
  hash !== undefined && BROKEN_HASHES.includes(hash);
