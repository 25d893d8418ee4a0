import type { CertificationRequest } from '../csr/certification-request.ts';
import { parseCertificationRequest } from '../csr/certification-request.ts';
import { requestFaults } from '../csr/request-rules.ts';
import { CertprovError } from '../errors.ts';
import { SignerError } from './signer-error.ts';

/** AWS Private CA takes no more than this. */
const MAX_CSR_BYTES = 32_768;

/** A certification request that deserves a certificate: well-formed, signed by its own key, with a key that AWS IoT takes. */
export function readRequest(csr: string): CertificationRequest {
  const bytes = Buffer.from(csr);
  if (bytes.length > MAX_CSR_BYTES)
    throw new SignerError('CSR_TOO_LARGE', `the CSR is longer than ${MAX_CSR_BYTES} bytes`);
  const request = parse(bytes);
  // What the dry run refuses must not be signed a day later.
  const [fault] = requestFaults(request);
  if (fault) throw new SignerError(CODES[fault.kind], `the CSR is refused: ${fault.reason}`);
  if (request.subject.isEmpty && request.subjectAltNames.length === 0) {
    throw new SignerError(
      'CSR_NAMES_NOTHING',
      'the CSR has neither a subject nor a subjectAltName, and no CA certifies nobody',
    );
  }
  return request;
}

const CODES = {
  key: 'CSR_KEY_REFUSED',
  hash: 'CSR_HASH_BROKEN',
  algorithm: 'CSR_SIGNATURE_INVALID',
  signature: 'CSR_SIGNATURE_INVALID',
  names: 'CSR_NAMES_REFUSED',
} as const;

function parse(bytes: Uint8Array): CertificationRequest {
  try {
    return parseCertificationRequest(bytes);
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new SignerError('CSR_UNREADABLE', cause.message, { cause });
  }
}
