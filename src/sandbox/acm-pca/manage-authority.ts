import { randomUUID } from 'node:crypto';
import { buildCertificationRequest } from '../../csr/build-certification-request.ts';
import { parseCertificate, type Certificate } from '../../csr/certificate.ts';
import { CertprovError } from '../../errors.ts';
import { type Call, lookup, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { spkiOf } from '../stored-key.ts';
import { familyMatches, KEY_TYPES, SIGNING_ALGORITHMS } from './algorithms.ts';
import { invalidArgs, invalidState, malformedCertificate } from './errors.ts';
import { type AuthorityInput, authorityKey, findAuthority } from './find-authority.ts';
import type { CertificateAuthorityRecord, KeyAlgorithm } from './state.ts';
import { encodeSubject } from './subject-name.ts';

interface CreateInput {
  readonly CertificateAuthorityConfiguration: {
    readonly KeyAlgorithm: KeyAlgorithm;
    readonly SigningAlgorithm: string;
    readonly Subject: Readonly<Record<string, string>>;
  };
  readonly CertificateAuthorityType: 'ROOT' | 'SUBORDINATE';
  readonly UsageMode?: CertificateAuthorityRecord['usageMode'];
  readonly Tags?: readonly { readonly Key: string; readonly Value?: string }[];
}

const DAY_MS = 24 * 3600 * 1000;

/** Creation is immediate here: CREATING is never seen. */
export function createCertificateAuthority(input: CreateInput, call: Call): Promise<object> {
  const { KeyAlgorithm, SigningAlgorithm, Subject } = input.CertificateAuthorityConfiguration;
  if (lookup(KEY_TYPES, KeyAlgorithm) === undefined || lookup(SIGNING_ALGORITHMS, SigningAlgorithm) === undefined) {
    throw invalidArgs(`The certprov sandbox has no CA with ${KeyAlgorithm} and ${SigningAlgorithm}`);
  }
  if (!familyMatches(SigningAlgorithm, KeyAlgorithm))
    throw invalidArgs('The signing algorithm does not match the key algorithm.');
  const now = call.clock.now().toISOString();
  const arn = `arn:aws:acm-pca:${call.region}:${call.account}:certificate-authority/${randomUUID()}`;
  return call.store.change((state) => {
    regionOf(state, call.region).acmPca.authorities[arn] = {
      arn,
      type: input.CertificateAuthorityType,
      status: 'PENDING_CERTIFICATE',
      keyAlgorithm: KeyAlgorithm,
      signingAlgorithm: SigningAlgorithm,
      subject: { ...Subject },
      usageMode: input.UsageMode ?? 'GENERAL_PURPOSE',
      createdAt: now,
      lastStateChangeAt: now,
      tags: Object.fromEntries((input.Tags ?? []).map(({ Key, Value }) => [Key, Value ?? ''])),
    };
    return { CertificateAuthorityArn: arn };
  });
}

export async function getCertificateAuthorityCsr(input: AuthorityInput, call: Call): Promise<object> {
  const subject = await call.store.read((state) => ({ ...findAuthority(state, input, call).subject }));
  const privateKey = await authorityKey(input.CertificateAuthorityArn, call);
  return { Csr: buildCertificationRequest({ subject: encodeSubject(subject), privateKey }).pem.trimEnd() };
}

export async function importCertificateAuthorityCertificate(
  input: AuthorityInput & { readonly Certificate: string; readonly CertificateChain?: string },
  call: Call,
): Promise<object> {
  const certificate = readCertificate(Buffer.from(input.Certificate, 'base64'));
  const key = await authorityKey(input.CertificateAuthorityArn, call);
  if (!spkiOf(key).equals(certificate.publicKey.spkiDer)) {
    throw new ServiceError(
      'CertificateMismatchException',
      400,
      'The certificate does not have the public key of the certificate authority.',
    );
  }
  if (!certificate.isCa) throw malformedCertificate('The certificate is not a CA certificate.');
  return call.store.change((state) => {
    const authority = findAuthority(state, input, call);
    if (!['PENDING_CERTIFICATE', 'ACTIVE', 'DISABLED', 'EXPIRED'].includes(authority.status)) {
      throw invalidState('The certificate authority is not in a valid state to import a certificate');
    }
    authority.certificatePem = certificate.pem.trimEnd();
    if (input.CertificateChain !== undefined) {
      authority.certificateChainPem = Buffer.from(input.CertificateChain, 'base64').toString().trim();
    }
    authority.notBefore = certificate.notBefore.toISOString();
    authority.notAfter = certificate.notAfter.toISOString();
    authority.serial = certificate.serialNumber;
    setStatus(authority, 'ACTIVE', call);
    return {};
  });
}

/** ACTIVE to DISABLED and back; nothing else is for the caller to set. */
export function updateCertificateAuthority(
  input: AuthorityInput & { readonly Status?: 'ACTIVE' | 'DISABLED' },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const authority = findAuthority(state, input, call);
    if (authority.status !== 'ACTIVE' && authority.status !== 'DISABLED') {
      throw invalidState('The certificate authority must be in the ACTIVE or DISABLED state to be updated');
    }
    if (input.Status !== undefined) setStatus(authority, input.Status, call);
    return {};
  });
}

/** Only a CA that is not in use can be deleted; it stays listed and can be restored for a while. */
export function deleteCertificateAuthority(
  input: AuthorityInput & { readonly PermanentDeletionTimeInDays?: number },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const authority = findAuthority(state, input, call);
    if (authority.status === 'ACTIVE') {
      throw invalidState('The certificate authority must be disabled before it is deleted');
    }
    setStatus(authority, 'DELETED', call);
    const days = input.PermanentDeletionTimeInDays ?? 30;
    authority.restorableUntil = new Date(call.clock.now().getTime() + days * DAY_MS).toISOString();
    return {};
  });
}

function setStatus(
  authority: CertificateAuthorityRecord,
  status: CertificateAuthorityRecord['status'],
  call: Call,
): void {
  authority.status = status;
  authority.lastStateChangeAt = call.clock.now().toISOString();
}

function readCertificate(bytes: Buffer): Certificate {
  try {
    return parseCertificate(bytes);
  } catch (error) {
    if (error instanceof CertprovError) throw malformedCertificate(error.message);
    throw error;
  }
}
