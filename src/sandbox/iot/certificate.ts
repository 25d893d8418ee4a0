import { createHash, randomUUID } from 'node:crypto';
import { buildCertificate } from '../../csr/build-certificate.ts';
import { parseCertificationRequest, type CertificationRequest } from '../../csr/certification-request.ts';
import { authorityKeyIdentifier, basicConstraints, keyUsage, subjectKeyIdentifier } from '../../csr/extensions.ts';
import { checkKey } from '../../csr/key-rules.ts';
import { randomSerial } from '../../csr/random-serial.ts';
import { CertprovError } from '../../errors.ts';
import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { AMAZON_END, AMAZON_NAME, amazonCa } from './amazon-ca.ts';
import { certificateState, invalidRequest, requirePattern, resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import type { CertificateRecord } from './state.ts';

interface CertificateInput {
  readonly certificateId: string;
}

const PAGE_SIZE = 25;
const MAX_CSR_CHARACTERS = 4096;

/** Signed by AWS whether or not there is a certificate provider. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html */
export async function createCertificateFromCsr(
  input: { readonly certificateSigningRequest: string; readonly setAsActive?: boolean },
  call: Call,
): Promise<object> {
  const csr = readCsr(input.certificateSigningRequest);
  const { key, spki } = await amazonCa(call);
  const now = call.clock.now();
  const { der, pem } = buildCertificate(
    {
      serial: randomSerial(),
      issuer: AMAZON_NAME,
      subject: csr.subject.der,
      spki: csr.publicKey.spkiDer,
      notBefore: now,
      notAfter: AMAZON_END,
      extensions: [
        authorityKeyIdentifier(spki),
        subjectKeyIdentifier(csr.publicKey.spkiDer),
        basicConstraints({ ca: false }),
        keyUsage(['digitalSignature']),
      ],
      signatureAlgorithm: 'sha256WithRSA',
    },
    key,
  );
  const id = createHash('sha256').update(der).digest('hex');
  const arn = `arn:aws:iot:${call.region}:${call.account}:cert/${id}`;
  await call.store.change((state) => {
    regionOf(state, call.region).iot.certificates[id] = {
      id,
      arn,
      pem,
      status: input.setAsActive ? 'ACTIVE' : 'INACTIVE',
      mode: 'DEFAULT',
      createdAt: now.toISOString(),
      lastModifiedAt: now.toISOString(),
      customerVersion: 1,
      generationId: randomUUID(),
      notBefore: now.toISOString(),
      notAfter: AMAZON_END.toISOString(),
    };
  });
  return { certificateArn: arn, certificateId: id, certificatePem: pem };
}

function readCsr(text: string): CertificationRequest {
  if (text.length > MAX_CSR_CHARACTERS)
    throw invalidRequest(`certificateSigningRequest must have ${MAX_CSR_CHARACTERS} characters at most`);
  let csr: CertificationRequest;
  try {
    csr = parseCertificationRequest(Buffer.from(text));
  } catch (error) {
    if (error instanceof CertprovError)
      throw invalidRequest(`The certificate signing request is invalid: ${error.message}`);
    throw error;
  }
  if (!csr.signatureValid)
    throw invalidRequest('The certificate signing request is invalid: its signature does not verify');
  const verdict = checkKey(csr.publicKey);
  if (!verdict.ok) throw invalidRequest(`The certificate signing request is invalid: ${verdict.reason}`);
  return csr;
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCertificate.html */
export function describeCertificate(input: CertificateInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const certificate = findCertificate(state, input, call);
    return {
      certificateDescription: {
        certificateArn: certificate.arn,
        certificateId: certificate.id,
        status: certificate.status,
        certificatePem: certificate.pem,
        ownedBy: call.account,
        creationDate: new Date(certificate.createdAt),
        lastModifiedDate: new Date(certificate.lastModifiedAt),
        customerVersion: certificate.customerVersion,
        generationId: certificate.generationId,
        validity: { notBefore: new Date(certificate.notBefore), notAfter: new Date(certificate.notAfter) },
        certificateMode: certificate.mode,
      },
    };
  });
}

export function listCertificates(
  input: { readonly pageSize?: number; readonly marker?: string; readonly ascendingOrder?: boolean },
  call: Call,
): Promise<object> {
  const size = Math.min(input.pageSize ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const { certificates } = regionOf(state, call.region).iot;
    const { items, next } = page(certificates, { token: input.marker, size, ascending: input.ascendingOrder });
    return {
      certificates: items.map((certificate) => ({
        certificateArn: certificate.arn,
        certificateId: certificate.id,
        status: certificate.status,
        certificateMode: certificate.mode,
        creationDate: new Date(certificate.createdAt),
      })),
      nextMarker: next,
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_UpdateCertificate.html */
export function updateCertificate(
  input: CertificateInput & { readonly newStatus: CertificateRecord['status'] },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const certificate = findCertificate(state, input, call);
    if (!['ACTIVE', 'INACTIVE', 'REVOKED'].includes(input.newStatus)) {
      throw invalidRequest(`The status ${input.newStatus} is not for the caller to set`);
    }
    if (certificate.status === 'REVOKED') throw certificateState('A revoked certificate cannot change its status');
    certificate.status = input.newStatus;
    certificate.customerVersion += 1;
    certificate.lastModifiedAt = call.clock.now().toISOString();
    return {};
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCertificate.html */
export function deleteCertificate(input: CertificateInput, call: Call): Promise<object> {
  return call.store.change((state) => {
    const certificate = findCertificate(state, input, call);
    if (certificate.status === 'ACTIVE') {
      throw certificateState(
        `Certificate must be deactivated (not ACTIVE) before deletion. certificateId=${certificate.id}`,
      );
    }
    delete regionOf(state, call.region).iot.certificates[certificate.id];
    return {};
  });
}

function findCertificate(state: AccountState, { certificateId }: CertificateInput, call: Call): CertificateRecord {
  requirePattern(certificateId, 'certificateId', /^(0x)?[a-fA-F0-9]{64}$/);
  const found = regionOf(state, call.region).iot.certificates[certificateId.replace(/^0x/, '').toLowerCase()];
  if (!found) throw resourceNotFound(`No certificate found for id ${certificateId}`);
  return found;
}
