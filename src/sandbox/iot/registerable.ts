import { CertprovError } from '../../errors.ts';
import { parseCertificate, verifyCertificateSignature, type Certificate } from '../../csr/certificate.ts';
import { checkKey } from '../../csr/keys/key-rules.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { newCertificate, type NewCertificate } from './amazon-signed.ts';
import { resourceAlreadyExists } from './errors.ts';
import { isForgotten } from './find-certificate.ts';
import type { CaCertificateRecord } from './state.ts';

const validation = (message: string): ServiceError => new ServiceError('CertificateValidationException', 400, message);

/** A certificate that AWS IoT would take: readable, in its time, with a key of a kind that it knows. */
export function registerable(
  pem: string,
  call: Call,
): { readonly certificate: NewCertificate; readonly parsed: Certificate } {
  let parsed: Certificate;
  try {
    parsed = parseCertificate(pem);
  } catch (error) {
    if (error instanceof CertprovError) throw validation(`The certificate is invalid: ${error.message}`);
    throw error;
  }
  const now = call.clock.now();
  if (now < parsed.notBefore || now > parsed.notAfter) throw validation('The certificate is outside of its validity');
  const verdict = checkKey(parsed.publicKey);
  if (!verdict.ok) throw validation(`The certificate is invalid: ${verdict.reason}`);
  return { certificate: newCertificate({ ...parsed, pem: parsed.pem }, call), parsed };
}

export function requireNew(state: AccountState, { id, arn }: NewCertificate, call: Call): void {
  const existing = lookup(regionOf(state, call.region).iot.certificates, id);
  if (existing !== undefined && !isForgotten(existing, call)) {
    throw resourceAlreadyExists(`The certificate is already provisioned or registered`, id, arn);
  }
}

/** The active CA of the registry that issued a certificate; `caPem` picks one of several. */
export function findRegisteredCa(
  state: AccountState,
  { parsed, caPem }: { readonly parsed: Certificate; readonly caPem?: string | undefined },
  call: Call,
): CaCertificateRecord | undefined {
  const wanted = caPem === undefined ? undefined : parseOrRefuse(caPem).der;
  return Object.values(regionOf(state, call.region).iot.caCertificates).find((ca) => {
    const authority = parseCertificate(ca.pem);
    return (
      ca.status === 'ACTIVE' &&
      (wanted === undefined || wanted.equals(authority.der)) &&
      authority.subject.der.equals(parsed.issuer.der) &&
      verifyCertificateSignature(parsed, authority.publicKey)
    );
  });
}

export function requireRegisteredCa(
  state: AccountState,
  wanted: Parameters<typeof findRegisteredCa>[1],
  call: Call,
): CaCertificateRecord {
  const ca = findRegisteredCa(state, wanted, call);
  if (ca === undefined) throw validation('The certificate was issued by no active CA certificate that is registered');
  return ca;
}

function parseOrRefuse(pem: string): Certificate {
  try {
    return parseCertificate(pem);
  } catch (error) {
    if (error instanceof CertprovError) throw validation(`The CA certificate is invalid: ${error.message}`);
    throw error;
  }
}
