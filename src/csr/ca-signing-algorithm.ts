import { readDer } from './der/der-node.ts';
import { keyError } from './keys/key-error.ts';
import { readPublicKey } from './keys/public-key.ts';
import type { SigningAlgorithm } from './sign-der.ts';
import { signingAlgorithmOf } from './signing-algorithm.ts';

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
