import { readDer } from '../der/der-node.ts';
import type { SubjectPublicKey } from './public-key.ts';

/** The unusual form of a sound key that some libraries do not read. */
export function keyOddity({ algorithm, pointForm, spkiDer }: SubjectPublicKey): string | undefined {
  if (pointForm === 'compressed') return COMPRESSED;
  return algorithm === 'RSA' && readDer(spkiDer).children[0]?.children.length === 1 ? NO_NULL : undefined;
}

/** RFC 5480 §2.2: MAY be supported. */
const COMPRESSED = 'its point is compressed, which Go, Java and mbedTLS do not read';
/** RFC 3279 §2.3.1: MUST have it. */
const NO_NULL = 'its algorithm has no NULL behind it, and Go does not read that';
