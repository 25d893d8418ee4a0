import { checkCsrKey } from './rules/csr-key-accepted.ts';
import { checkCsrReadable, type CsrIssuer } from './rules/csr-readable.ts';
import { checkCsrSignature } from './rules/csr-signature-valid.ts';
import { readCsr, type ReadCsr } from './read-csr.ts';
import type { TrialCheck } from './trial-check.ts';

/**
 * The CSR alone: a command stops here, before anything is issued, for what AWS IoT would refuse anyway. `read` is what
 * was read of `csrInput`, where that was done already.
 */
export function judgeCsr(
  csrInput: Uint8Array,
  issuer?: CsrIssuer,
  read: ReadCsr = readCsr(csrInput),
): readonly TrialCheck[] {
  const readable = checkCsrReadable(read, issuer);
  return read.request ? [readable, checkCsrSignature(read.request), checkCsrKey(read.request)] : [readable];
}
