import type { CertificationRequest } from '../../csr/certification-request.ts';
import { checkCsrKey } from './csr-key-accepted.ts';
import { checkCsrReadable, type CsrIssuer } from './csr-readable.ts';
import { checkCsrSignature } from './csr-signature-valid.ts';
import type { TrialCheck } from './trial-check.ts';

/** The CSR alone: a command stops here, before anything is issued, for what AWS IoT would refuse anyway. */
export function judgeCsr(csrInput: Uint8Array, issuer?: CsrIssuer): readonly TrialCheck[] {
  return readAndJudgeCsr(csrInput, issuer).checks;
}

export function readAndJudgeCsr(
  csrInput: Uint8Array,
  issuer?: CsrIssuer,
): {
  readonly checks: readonly TrialCheck[];
  readonly request: CertificationRequest | undefined;
} {
  const { check, request } = checkCsrReadable(csrInput, issuer);
  return { checks: request ? [check, checkCsrSignature(request), checkCsrKey(request)] : [check], request };
}
