import type { CertificationRequest } from '../csr/certification-request.ts';
import { parseCertificationRequest } from '../csr/certification-request.ts';
import { hasBrokenHash } from '../csr/has-broken-hash.ts';
import { checkKey } from '../csr/key-rules.ts';
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
  // The key first: "Ed25519 is not accepted" says more than "the signature cannot be verified".
  const key = checkKey(request.publicKey);
  if (!key.ok) throw new SignerError('CSR_KEY_REFUSED', `the key of the CSR is refused: ${key.reason}`);
  // As the dry run judges it: what that refuses must not be signed a day later.
  if (hasBrokenHash(request.signatureAlgorithm)) {
    throw new SignerError(
      'CSR_HASH_BROKEN',
      `the CSR is signed with ${request.signatureAlgorithm.name}, and that hash is broken: it proves nothing`,
    );
  }
  if (!request.signatureValid) {
    throw new SignerError(
      'CSR_SIGNATURE_INVALID',
      'the signature of the CSR is not by the key in it: the device does not prove that it holds that key',
    );
  }
  if (request.subject.isEmpty && request.subjectAltNames.length === 0) {
    throw new SignerError(
      'CSR_NAMES_NOTHING',
      'the CSR has neither a subject nor a subjectAltName, and no CA certifies nobody',
    );
  }
  return request;
}

function parse(bytes: Uint8Array): CertificationRequest {
  try {
    return parseCertificationRequest(bytes);
  } catch (cause) {
    if (!(cause instanceof CertprovError)) throw cause;
    throw new SignerError('CSR_UNREADABLE', cause.message, { cause });
  }
}
