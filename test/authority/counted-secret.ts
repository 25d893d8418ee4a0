import { fixedSecret } from '../../src/authority/secret-documents.ts';

/** A secret as it stands, and how often a connector gave up the copy that it had read. */
export function countedSecret<T>(secret: T) {
  const read = { forgotten: 0 };
  return { read, source: { ...fixedSecret<T>(secret), forget: () => void read.forgotten++ } };
}
