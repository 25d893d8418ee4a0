import { parseCertificateDer, type Certificate } from '../../csr/certificate.ts';
import { CertprovError } from '../../errors.ts';

export interface ReadCertificates {
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
