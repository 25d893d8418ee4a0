import type { Certificate } from '../../csr/certificate.ts';
import type { CertificationRequest } from '../../csr/certification-request.ts';
import type { Handshake } from './handshake.ts';
import type { JudgedCsr } from './judge-csr.ts';
import type { TrialCheck } from './trial-check.ts';

/** One invocation of the function with the event that AWS IoT sends. */
export interface TrialRun {
  readonly payload: string;
  readonly functionError: string | undefined;
  readonly logTail: string;
  readonly elapsedMs: number;
  /** With the certificate of this run; undefined when nobody held one. */
  readonly handshake?: Handshake | undefined;
}

export interface TrialEvidence {
  readonly csrInput: Uint8Array;
  /** `csrInput` where it was read already. */
  readonly csr?: JudgedCsr | undefined;
  readonly runs: readonly TrialRun[];
  /** Certificate of the linked CA. */
  readonly issuerPem: string | undefined;
  readonly issuerName: string | undefined;
  /** When the CA ends as the function's settings have it. */
  readonly knownEnd?: Date | undefined;
  readonly now: Date;
  readonly limitMs: number;
}

export interface TrialTimings {
  /** Start-up and answer together. */
  readonly coldMs: number | null;
  readonly warmMs: number | null;
  readonly limitMs: number;
  /** What the slowest run left of the limit; negative when it was too late. */
  readonly marginMs: number | null;
  readonly authorityMs: number | null;
}

/** What a rule about the certificate may look at. */
export interface IssuedCertificate {
  readonly certificate: Certificate;
  readonly certificatePem: string;
  readonly request: CertificationRequest;
  readonly issuer: Issuer;
  readonly handshake: Handshake | undefined;
  readonly knownEnd?: Date | undefined;
  readonly now: Date;
}

export interface Issuer {
  /** Undefined when it was not given or cannot be read; then `reason` says which. */
  readonly certificate: Certificate | undefined;
  readonly reason: string | undefined;
  readonly name: string;
}

/** Undefined when the rule has nothing to say about this certificate. */
export type CertificateRule = (issued: IssuedCertificate) => TrialCheck | undefined;
