import { readDer } from './der/der-node.ts';
import { keyError } from './keys/key-error.ts';
import { readPublicKey, type SubjectPublicKey } from './keys/public-key.ts';
import type { SigningAlgorithm } from './sign-der.ts';

const OF_CURVE: Readonly<Record<string, SigningAlgorithm>> = {
  'P-256': 'ecdsaWithSHA256',
  'P-384': 'ecdsaWithSHA384',
  'P-521': 'ecdsaWithSHA512',
};
const MIN_RSA_BITS = 2048;

/**
 * What a CA with this key signs with, the hash as strong as the key; it is also the only ECDSA algorithm that AWS KMS
 * has for the curve. Undefined for a key whose signatures AWS IoT does not take.
 * @see https://docs.aws.amazon.com/kms/latest/developerguide/symm-asymm-choose-key-spec.html
 */
export function signingAlgorithmOf({ algorithm, curve, bits, key }: SubjectPublicKey): SigningAlgorithm | undefined {
  if (key === undefined) return undefined;
  if (algorithm === 'RSA') return (bits ?? 0) >= MIN_RSA_BITS ? 'sha256WithRSA' : undefined;
  return algorithm === 'EC' && curve !== undefined && Object.hasOwn(OF_CURVE, curve) ? OF_CURVE[curve] : undefined;
}

/** What a CA with this key signs with; an error that says why it cannot be a CA's. */
export function caSigningAlgorithm(spki: Buffer): SigningAlgorithm {
  const publicKey = readPublicKey(readDer(spki));
  const algorithm = signingAlgorithmOf(publicKey);
  if (algorithm !== undefined) return algorithm;
  throw keyError(
    'KEY_REFUSED',
    `the key is ${publicKey.description}, and AWS IoT takes no certificates that such a key has signed`,
    'take a key of EC P-256, P-384 or P-521, or RSA of 2,048 bits or more',
  );
}
