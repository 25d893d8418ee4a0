import { parseCertificationRequest, type CertificationRequest } from '../../csr/certification-request.ts';
import { CertprovError } from '../../errors.ts';

/** A CSR as it was read, once per command: its signature is verified and its key is weighed then. */
export type ReadCsr =
  | { readonly request: CertificationRequest; readonly refusal: undefined }
  | { readonly request: undefined; readonly refusal: CertprovError };

export function readCsr(csrInput: Uint8Array): ReadCsr {
  try {
    return { request: parseCertificationRequest(csrInput), refusal: undefined };
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return { request: undefined, refusal: error };
  }
}
