import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { authorityCertificate } from './authority-certificate.ts';
import { invalidArn, invalidState, requestInProgress, resourceNotFound } from './errors.ts';
import { findAuthority, type AuthorityInput } from './find-authority.ts';

/** @see https://docs.aws.amazon.com/privateca/latest/APIReference/API_GetCertificate.html */
export async function getCertificate(
  input: AuthorityInput & { readonly CertificateArn: string },
  call: Call,
): Promise<object> {
  const { CertificateAuthorityArn: authorityArn, CertificateArn: arn } = input;
  const pem = await call.store.read((state) => {
    const authority = findAuthority(state, input, call);
    if (authority.status === 'DELETED') {
      throw invalidState(
        `The certificate authority ${authorityArn} is not in the correct state to have issued certificates.`,
      );
    }
    if (!arn.startsWith(`${authorityArn}/certificate/`))
      throw invalidArn(`The given ARN is not a certificate of ${authorityArn}: ${arn}`);
    const certificate = regionOf(state, call.region).acmPca.certificates[arn];
    if (!certificate) throw resourceNotFound(`Could not find certificate ${arn}`);
    if (call.clock.now() < new Date(certificate.readyAt)) {
      throw requestInProgress(`The request to issue certificate ${arn} is still in progress. Try again later.`);
    }
    return certificate.certificatePem;
  });
  const { certificatePem, chainPem } = await chainOf(input, pem, call);
  return { Certificate: pem, CertificateChain: [certificatePem, chainPem].filter(Boolean).join('\n') || undefined };
}

/** A root's own first certificate has nothing above it. */
async function chainOf(input: AuthorityInput, pem: string, call: Call) {
  const isOwn = await call.store.read((state) => {
    const { status, certificatePem } = findAuthority(state, input, call);
    return status === 'PENDING_CERTIFICATE' || certificatePem === pem;
  });
  return isOwn ? { certificatePem: undefined, chainPem: undefined } : authorityCertificate(input, call);
}
