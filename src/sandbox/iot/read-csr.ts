import { parseCertificationRequest, type CertificationRequest } from '../../csr/certification-request.ts';
import { checkKey } from '../../csr/keys/key-rules.ts';
import { CertprovError } from '../../errors.ts';
import { invalidRequest } from './errors.ts';

const MAX_CSR_CHARACTERS = 4096;

/** AWS does not say which. */
const violatesConstraints = (): Error => invalidRequest('CSR violates constraints');

/** A CSR that AWS IoT would sign. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html */
export function readCsr(text: string): CertificationRequest {
  if (text.length > MAX_CSR_CHARACTERS)
    throw invalidRequest(`certificateSigningRequest must have ${MAX_CSR_CHARACTERS} characters at most`);
  let csr: CertificationRequest;
  try {
    csr = parseCertificationRequest(Buffer.from(text));
  } catch (error) {
    if (error instanceof CertprovError) throw violatesConstraints();
    throw error;
  }
  if (!csr.signatureValid || !checkKey(csr.publicKey).ok) throw violatesConstraints();
  return csr;
}
