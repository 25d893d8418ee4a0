import { bits, sequence } from './der/der-writer.ts';
import { algorithmIdentifier } from './sign-der.ts';

/** Certificates (RFC 5280 §4.1) and requests (RFC 2986 §4) alike: what is signed, the algorithm, the signature. */
export const assembleSigned = (toBeSigned: Buffer, signatureAlgorithm: string, signature: Uint8Array): Buffer =>
  sequence(toBeSigned, algorithmIdentifier(signatureAlgorithm), bits(signature));
