import { encodePem, readPemBlocks } from '../csr/pem.ts';
import { CertprovError } from '../errors.ts';
import { AuthorityError } from './authority-error.ts';

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
