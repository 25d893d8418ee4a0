import { parseCertificateDer, type Certificate } from '../../csr/certificate.ts';
import { samePublicKey } from '../../csr/compare.ts';
import { readDer } from '../../csr/der/der-node.ts';
import { readPublicKey } from '../../csr/keys/public-key.ts';
import { encodePem, readPemBlocks } from '../../csr/pem.ts';
import { CertprovError } from '../../errors.ts';
import { AuthorityError } from '../authority-error.ts';

interface ReadCertificates {
  readonly certificates: readonly Certificate[];
  /** Why the first of those that could not be read could not. */
  readonly problem: string | undefined;
}

/** DER that a CA sent. One that is malformed does not spoil the others: what counts is whether the right one is there. */
export function readCertificates(ders: readonly Uint8Array[]): ReadCertificates {
  const certificates: Certificate[] = [];
  let problem: string | undefined;
  for (const der of ders) {
    try {
      certificates.push(parseCertificateDer(der));
    } catch (error) {
      if (!(error instanceof CertprovError)) throw error;
      problem ??= error.message;
    }
  }
  return { certificates, problem };
}

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

/** The certificates in a PEM text that a CA sent, in its order. */
export function readChain(what: string, pem: string): readonly string[] {
  try {
    const { blocks } = readPemBlocks(pem);
    return blocks.filter(({ label }) => label === 'CERTIFICATE').map(({ label, der }) => encodePem(label, der));
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new AuthorityError('AUTHORITY_ANSWER_INVALID', `the answer of ${what} is not PEM: ${cause.message}`, {
      cause,
    });
  }
}
