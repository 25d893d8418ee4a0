import type { Certificate } from '../../csr/certificate.ts';
import { readAndJudgeCsr } from './judge-csr.ts';
import { readIssuer } from './issued-by-linked-ca.ts';
import { judgeCertificate } from './judge-certificate.ts';
import type { TrialCheck } from './trial-check.ts';

export interface IssuedVerdict {
  readonly verdict: 'pass' | 'fail';
  readonly checks: readonly TrialCheck[];
  readonly certificate: Certificate | undefined;
}

export interface IssuedEvidence {
  readonly csrInput: Uint8Array;
  readonly certificatePem: string;
  readonly issuerPem: string | undefined;
  readonly issuerName: string | undefined;
  readonly now: Date;
}

/** The rules of a trial signing that are about the certificate, for one that AWS IoT gave to a device. Pure. */
export function judgeIssued({ csrInput, certificatePem, issuerPem, issuerName, now }: IssuedEvidence): IssuedVerdict {
  const { checks, request } = readAndJudgeCsr(csrInput);
  const judged = judgeCertificate(certificatePem, request, readIssuer(issuerPem, issuerName), now);
  const all = [...checks, ...judged.checks];
  return {
    verdict: all.every(({ passed }) => passed) ? 'pass' : 'fail',
    checks: all,
    certificate: judged.certificate,
  };
}
