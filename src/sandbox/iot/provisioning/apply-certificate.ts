import type { Call } from '../../service.ts';
import { regionOf } from '../../state/region-of.ts';
import { amazonSigned, certificateRecord, type NewCertificate } from '../amazon-signed.ts';
import { certificateState, invalidRequest } from '../errors.ts';
import { findCertificate } from '../find-certificate.ts';
import { readCsr } from '../read-csr.ts';
import { registerable, requireNew, requireRegisteredCa } from '../registerable.ts';
import type { CertificateRecord } from '../state.ts';
import { evaluateText, type Scope } from './evaluate.ts';
import { overrideOf } from './override.ts';
import type { ProvisioningEdit } from './provisioning-edit.ts';
import type { TemplateResource } from './template-body.ts';

/** What is prepared of a certificate before the edit, since nothing can be signed during it. */
export type PreparedCertificate =
  | { readonly from: 'registry'; readonly certificateId: string }
  | { readonly from: 'csr'; readonly signed: NewCertificate }
  | { readonly from: 'pem'; readonly pem: string; readonly caPem: string | undefined };

export async function prepareCertificate(
  { properties }: TemplateResource,
  scope: Scope,
  call: Call,
): Promise<PreparedCertificate> {
  const text = (property: string): string => evaluateText(properties[property], property, scope);
  if (properties['CertificateId'] !== undefined) return { from: 'registry', certificateId: text('CertificateId') };
  if (properties['CertificatePem'] !== undefined) {
    const caPem = properties['CACertificatePem'] === undefined ? undefined : text('CACertificatePem');
    return { from: 'pem', pem: text('CertificatePem'), caPem };
  }
  const csr = readCsr(text('CertificateSigningRequest'));
  return { from: 'csr', signed: await amazonSigned({ subject: csr.subject.der, spki: csr.publicKey.spkiDer }, call) };
}

/** Puts the certificate into the registry if it is new, and sets its status. */
export function applyCertificate(
  prepared: PreparedCertificate,
  { properties, overrides }: TemplateResource,
  edit: ProvisioningEdit,
): CertificateRecord {
  const status = statusOf(properties['Status'], edit.scope);
  if (prepared.from !== 'registry') return addCertificate(prepared, status, edit);
  const certificate = findCertificate(edit.state, prepared, edit.call);
  if (certificate.status === status) return certificate;
  const isWaiting = certificate.status === 'PENDING_ACTIVATION';
  if (!isWaiting && overrideOf(overrides, 'Status', 'REPLACE') === undefined) return certificate;
  if (certificate.status === 'REVOKED') throw certificateState('A revoked certificate cannot change its status');
  edit.require('iot:UpdateCertificate', certificate.arn);
  certificate.status = status;
  certificate.customerVersion += 1;
  certificate.lastModifiedAt = edit.call.clock.now().toISOString();
  return certificate;
}

function addCertificate(
  prepared: Exclude<PreparedCertificate, { from: 'registry' }>,
  status: 'ACTIVE' | 'INACTIVE',
  { state, call, require }: ProvisioningEdit,
): CertificateRecord {
  const { certificates } = regionOf(state, call.region).iot;
  const now = call.clock.now();
  let record: CertificateRecord;
  if (prepared.from === 'csr') {
    require('iot:CreateCertificateFromCsr', '*');
    record = certificateRecord(prepared.signed, { status, mode: 'DEFAULT', now });
  } else {
    require('iot:RegisterCertificate', '*');
    const { certificate, parsed } = registerable(prepared.pem, call);
    requireNew(state, certificate, call);
    const ca = requireRegisteredCa(state, { parsed, caPem: prepared.caPem }, call);
    record = certificateRecord(certificate, { status, mode: ca.mode, caCertificateId: ca.id, now });
  }
  certificates[record.id] = record;
  return certificates[record.id]!;
}

function statusOf(value: unknown, scope: Scope): 'ACTIVE' | 'INACTIVE' {
  const status = value === undefined ? 'ACTIVE' : evaluateText(value, 'Status', scope).toUpperCase();
  if (status === 'ACTIVE' || status === 'INACTIVE') return status;
  throw invalidRequest(`Status must be ACTIVE or INACTIVE: ${status}`);
}
