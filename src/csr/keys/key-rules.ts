import { isNistCurve } from './ec-point.ts';
import type { SubjectPublicKey } from './public-key.ts';
import { hasCloseFactors, hasRocaFingerprint, isPrimeOrPower, smallFactor } from './weak-modulus.ts';

type KeyVerdict = { readonly ok: true } | { readonly ok: false; readonly reason: string };

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/x509-client-certs.html */
const AWS_RULE = 'AWS IoT takes RSA keys of at least 2,048 bits and EC keys on P-256, P-384 or P-521';
const MIN_RSA_BITS = 2048;
/** Larger ones cost a device seconds per handshake and are beyond what the usual TLS stacks read. */
const MAX_RSA_BITS = 8192;
/** Windows and OpenSSL (for large moduli) read no larger exponent. */
const MAX_EXPONENT_BITS = 64;

const refuse = (reason: string): KeyVerdict => ({ ok: false, reason });

/** Whether AWS IoT may accept the key, and whether it is one that can be broken; takes a few milliseconds. */
export function checkKey(publicKey: SubjectPublicKey): KeyVerdict {
  switch (publicKey.algorithm) {
    case 'RSA':
    case 'RSA-PSS':
      return checkRsa(publicKey);
    case 'EC':
      return checkEc(publicKey);
    default:
      return refuse(`it is ${article(publicKey.description)} key: ${AWS_RULE}`);
  }
}

const article = (description: string): string => `${/^[AEIO]/.test(description) ? 'an' : 'a'} ${description}`;

function checkEc({ curve, description, key, problem }: SubjectPublicKey): KeyVerdict {
  if (curve !== undefined && !isNistCurve(curve)) return refuse(`it is an ${description} key: ${AWS_RULE}`);
  if (problem !== undefined) return refuse(curve === undefined ? `${problem}: ${AWS_RULE}` : problem);
  return key ? { ok: true } : refuse(`it cannot be read as a key on ${curve}`);
}

function checkRsa({ bits = 0, modulus = 0n, publicExponent = 0n, key }: SubjectPublicKey): KeyVerdict {
  if (bits < MIN_RSA_BITS) return refuse(`it has ${bits} bits: ${AWS_RULE}`);
  if (bits > MAX_RSA_BITS)
    return refuse(`it has ${bits} bits, more than the ${MAX_RSA_BITS} that devices and certprov handle`);
  if (publicExponent < 3n || publicExponent % 2n === 0n)
    return refuse(`its exponent ${publicExponent < 100n ? publicExponent : 'is even and'} makes no RSA key`);
  if (publicExponent >> BigInt(MAX_EXPONENT_BITS) > 0n)
    return refuse(`its exponent has more than ${MAX_EXPONENT_BITS} bits`);
  const factor = smallFactor(modulus);
  if (factor !== undefined) return refuse(`it is broken: its modulus is divisible by ${factor}`);
  if (hasRocaFingerprint(modulus))
    return refuse('it is broken: it was made by a flawed library (ROCA, CVE-2017-15361)');
  if (hasCloseFactors(modulus))
    return refuse('it is broken: its two primes are too close to each other (CVE-2022-26320)');
  if (isPrimeOrPower(modulus)) return refuse('it is broken: its modulus is a prime or a power of one (NIST SP 800-89)');
  return key ? { ok: true } : refuse('it cannot be read as an RSA key');
}
