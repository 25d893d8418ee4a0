import { assembleSigned } from './assemble-signed.ts';
import { CA_EXTENSIONS } from './ca-extensions.ts';
import { caSigningAlgorithm } from './ca-signing-algorithm.ts';
import { parseCertificationRequest, type CertificationRequest } from './certification-request.ts';
import { keyError } from './keys/key-error.ts';
import { requestInformation } from './request-information.ts';
import type { SignBytes } from './sign-der.ts';

export interface CaRequestTemplate {
  /** DER Name. */
  readonly subject: Buffer;
  /** DER SubjectPublicKeyInfo. */
  readonly spki: Buffer;
}

/** The request with which a corporate root is asked for a subordinate CA; what it asks for, the root decides. */
export async function buildCaRequest(
  { subject, spki }: CaRequestTemplate,
  sign: SignBytes,
): Promise<CertificationRequest> {
  const signatureAlgorithm = caSigningAlgorithm(spki);
  const information = requestInformation(subject, spki, CA_EXTENSIONS);
  const request = parseCertificationRequest(assembleSigned(information, signatureAlgorithm, await sign(information)));
  if (request.signatureValid) return request;
  throw keyError(
    'KEY_REFUSED',
    'the request is not signed by the key that it is for',
    'check that the public key and the key that signs are the two halves of one',
  );
}
