import { CertprovError } from '../../errors.ts';
import { parseCertificate, verifyCertificateSignature, type Certificate } from '../../csr/certificate.ts';
import { checkKey } from '../../csr/keys/key-rules.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { newCertificate, type NewCertificate } from './amazon-signed.ts';
import { certificateState, resourceAlreadyExists } from './errors.ts';
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
    throw resourceAlreadyExists(`The certificate with id ${id} already exists.`, id, arn);
  }
}

/** The CAs of the registry that issued a certificate, active ones first. */
export function issuersOf(parsed: Certificate, state: AccountState, call: Call): readonly CaCertificateRecord[] {
  const issuers = Object.values(regionOf(state, call.region).iot.caCertificates).filter(
    (ca) => notIssuedBy(parseCertificate(ca.pem), parsed) === undefined,
  );
  return issuers.toSorted((one, other) => Number(other.status === 'ACTIVE') - Number(one.status === 'ACTIVE'));
}

/** As AWS puts it. */
export function notIssuedBy(authority: Certificate, parsed: Certificate): ServiceError | undefined {
  if (!authority.subject.der.equals(parsed.issuer.der))
    return validation('The issuer of the certificate did not match the subject of the provided CA certificate.');
  if (!verifyCertificateSignature(parsed, authority.publicKey))
    return validation('The signature of the certificate failed verification against the provided CA certificate.');
  return undefined;
}

/** The active CA that issued a certificate; `caPem` picks one of several. */
export function requireRegisteredCa(
  state: AccountState,
  { parsed, caPem }: { readonly parsed: Certificate; readonly caPem?: string | undefined },
  call: Call,
): CaCertificateRecord {
  const ca = caPem === undefined ? issuersOf(parsed, state, call)[0] : givenCa(caPem, parsed, state, call);
  if (ca === undefined) throw validation('The certificate was issued by no CA certificate that is registered');
  if (ca.status !== 'ACTIVE') throw certificateState('The CA certificate is not active');
  return ca;
}

function givenCa(caPem: string, parsed: Certificate, state: AccountState, call: Call): CaCertificateRecord {
  const given = parseOrRefuse(caPem);
  const { caCertificates } = regionOf(state, call.region).iot;
  const ca = Object.values(caCertificates).find(({ pem }) => parseCertificate(pem).der.equals(given.der));
  if (ca === undefined) throw certificateState('No CA certificate exists for the given certificate');
  const refused = notIssuedBy(given, parsed);
  if (refused !== undefined) throw refused;
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
