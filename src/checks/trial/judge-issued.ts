import type { Certificate } from '../../csr/certificate.ts';
import type { Handshake } from './handshake.ts';
import { readAndJudge, type JudgedCsr } from './judge-csr.ts';
import { readIssuer } from './rules/issued-by-linked-ca.ts';
import { judgeCertificate } from './judge-certificate.ts';
import type { TrialCheck } from './trial-check.ts';

export interface IssuedVerdict {
  readonly verdict: 'pass' | 'fail';
  readonly checks: readonly TrialCheck[];
  readonly certificate: Certificate | undefined;
}

interface IssuedEvidence {
  readonly csrInput: Uint8Array;
  /** `csrInput` where it was read already. */
  readonly csr?: JudgedCsr | undefined;
  readonly certificatePem: string;
  /** Undefined when nobody held one. */
  readonly handshake?: Handshake | undefined;
  readonly issuerPem: string | undefined;
  readonly issuerName: string | undefined;
  readonly now: Date;
}

/** The rules of a trial signing that are about the certificate, for one that AWS IoT gave to a device. Pure. */
export function judgeIssued(evidence: IssuedEvidence): IssuedVerdict {
  const { csrInput, csr = readAndJudge(csrInput), certificatePem, issuerPem, issuerName, handshake, now } = evidence;
  const issuer = readIssuer(issuerPem, issuerName);
  const judged = judgeCertificate(certificatePem, { request: csr.request, issuer, handshake, now });
  const all = [...csr.checks, ...judged.checks];
  return {
    verdict: all.every(({ passed }) => passed) ? 'pass' : 'fail',
    checks: all,
    certificate: judged.certificate,
  };
}
