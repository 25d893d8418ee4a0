import { checkCsrKey } from './rules/csr-key-accepted.ts';
import { checkCsrReadable, type CsrIssuer } from './rules/csr-readable.ts';
import { checkCsrSignature } from './rules/csr-signature-valid.ts';
import { readCsr, type ReadCsr } from './read-csr.ts';
import type { TrialCheck } from './trial-check.ts';

/** A CSR that was read, and what is said of it whoever signs it: once per command. */
export type JudgedCsr = ReadCsr & { readonly checks: readonly TrialCheck[] };

export function readAndJudge(csrInput: Uint8Array): JudgedCsr {
  const read = readCsr(csrInput);
  const readable = checkCsrReadable(read);
  const { request } = read;
  return { ...read, checks: request ? [readable, checkCsrSignature(request), checkCsrKey(request)] : [readable] };
}

/**
 * The CSR alone: a command stops here, before anything is issued, for what AWS IoT would refuse anyway. `read` is what
 * was read of `csrInput`, where that was done already.
 */
export function judgeCsr(
  csrInput: Uint8Array,
  issuer?: CsrIssuer,
  read: JudgedCsr = readAndJudge(csrInput),
): readonly TrialCheck[] {
  return issuer?.refusesNobody ? [checkCsrReadable(read, issuer), ...read.checks.slice(1)] : read.checks;
}
