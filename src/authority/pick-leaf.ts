import { samePublicKey } from '../csr/compare.ts';
import { readDer } from '../csr/der/der-node.ts';
import { readPublicKey } from '../csr/keys/public-key.ts';
import { AuthorityError } from './authority-error.ts';
import { readCertificates } from './http/certificates-in-answer.ts';

/** The certificate for the key of the CSR, as PEM: CAs send theirs along, and in any order. */
export function pickLeaf(what: string, ders: readonly Uint8Array[], spkiDer: Buffer): string {
  const publicKey = readPublicKey(readDer(spkiDer));
  const { certificates, problem } = readCertificates(ders);
  const leaf = certificates.find((certificate) => samePublicKey(certificate.publicKey, publicKey));
  if (leaf) return leaf.pem;
  const found = ders.length === 0 ? 'no certificate' : `${ders.length} certificates, none for the key of the CSR`;
  const why = problem === undefined ? '' : `; one cannot be read: ${problem}`;
  throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `${what} answered with ${found}${why}`);
}
