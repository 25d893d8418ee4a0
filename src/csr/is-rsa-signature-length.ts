import type { KeyObject } from 'node:crypto';

/**
 * Whether a signature of `octets` is as long as the modulus of the RSA key, which RFC 8017 §8.1.2 and §8.2.2 ask for first.
 *
 * OpenSSL leaves this out for RSASSA-PSS: it accepts one signature in 256 without its first octet, a zero.
 */
export const isRsaSignatureLength = (octets: number, key: KeyObject): boolean =>
  octets === Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
