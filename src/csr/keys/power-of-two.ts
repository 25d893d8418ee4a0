import { createPrivateKey, createPublicKey, diffieHellman } from 'node:crypto';
import { modularPower } from './modular-power.ts';
import { bits, octetString, oid, sequence, smallInteger, unsigned } from '../der/der-writer.ts';

/** PKCS #3 §9, the group of a Diffie-Hellman key: any odd modulus, with the generator 2. */
const DH_KEY_AGREEMENT = '1.2.840.113549.1.3.1';

/**
 * 2^n mod n, for an odd n. It is what Diffie-Hellman with the private key n and the public key 2 comes to, and OpenSSL
 * takes a third of the time that a bigint does (7 ms for 2,048 bits).
 */
export function powerOfTwo(n: bigint): bigint {
  const hex = n.toString(16);
  const modulus = unsigned(Buffer.from(hex.length % 2 ? `0${hex}` : hex, 'hex'));
  const two = smallInteger(2);
  const algorithm = sequence(oid(DH_KEY_AGREEMENT), sequence(modulus, two));
  try {
    const publicKey = createPublicKey({ key: sequence(algorithm, bits(two)), format: 'der', type: 'spki' });
    const key = sequence(smallInteger(0), algorithm, octetString(modulus));
    const privateKey = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    return BigInt(`0x${diffieHellman({ privateKey, publicKey }).toString('hex')}`);
  } catch {
    // A crypto library may refuse such a key.
    return modularPower(2n, n, n);
  }
}
