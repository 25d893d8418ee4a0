import type { KeyObject } from 'node:crypto';

/**
 * How long a signature of this RSA key is, which RFC 8017 §8.1.2 and §8.2.2 ask for first: as long as the modulus.
 *
 * OpenSSL leaves this out for RSASSA-PSS: it accepts one signature in 256 without its first octet, a zero.
 */
export const rsaSignatureOctets = (key: KeyObject): number =>
  Math.ceil((key.asymmetricKeyDetails?.modulusLength ?? 0) / 8);
