import { generateKey } from '../../csr/build-certification-request.ts';
import { encodeName } from '../../csr/names/distinguished-name.ts';
import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { amazonSigned, certificateRecord, type NewCertificate } from './amazon-signed.ts';
import { attachmentsOf } from './attachments.ts';
import { certificateState, deleteConflict, invalidRequest } from './errors.ts';
import { certificatesOf, findCertificate } from './find-certificate.ts';
import { page } from './page.ts';
import { readCsr } from './read-csr.ts';
import type { CertificateRecord } from './state.ts';

interface CertificateInput {
  readonly certificateId: string;
}

const PAGE_SIZE = 25;

/** Signed by AWS whether or not there is a certificate provider. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateCertificateFromCsr.html */
export async function createCertificateFromCsr(
  input: { readonly certificateSigningRequest: string; readonly setAsActive?: boolean },
  call: Call,
): Promise<object> {
  const csr = readCsr(input.certificateSigningRequest);
  const signed = await amazonSigned({ subject: csr.subject.der, spki: csr.publicKey.spkiDer }, call);
  return keep(signed, input.setAsActive, call);
}

/** What AWS names the holder of a key that it made itself. */
const OWN_SUBJECT = encodeName([[{ type: 'CN', value: 'AWS IoT Certificate' }]]);

/** The private key is in the answer and nowhere else. @see https://docs.aws.amazon.com/iot/latest/apireference/API_CreateKeysAndCertificate.html */
export async function createKeysAndCertificate(input: { readonly setAsActive?: boolean }, call: Call): Promise<object> {
  const { signed, keyPair } = await keysAndCertificate(call);
  return { ...(await keep(signed, input.setAsActive, call)), keyPair };
}

/** An RSA key of 2048 bits, as PKCS#1 and SPKI in PEM, and a certificate of AWS for it. */
export async function keysAndCertificate(
  call: Call,
  notAfter?: Date,
): Promise<{ signed: NewCertificate; keyPair: { PublicKey: string; PrivateKey: string } }> {
  const { privateKey, publicKey } = await generateKey('rsa-2048');
  const spki = publicKey.export({ format: 'der', type: 'spki' });
  const signed = await amazonSigned({ subject: OWN_SUBJECT, spki }, call, notAfter);
  const PrivateKey = privateKey.export({ format: 'pem', type: 'pkcs1' }).toString();
  return { signed, keyPair: { PublicKey: publicKey.export({ format: 'pem', type: 'spki' }).toString(), PrivateKey } };
}

async function keep(signed: NewCertificate, setAsActive: boolean | undefined, call: Call): Promise<object> {
  const status = setAsActive ? 'ACTIVE' : 'INACTIVE';
  await call.store.change((state) => {
    regionOf(state, call.region).iot.certificates[signed.id] = certificateRecord(signed, {
      status,
      mode: 'DEFAULT',
      now: call.clock.now(),
    });
  });
  return { certificateArn: signed.arn, certificateId: signed.id, certificatePem: signed.pem };
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCertificate.html */
export function describeCertificate(input: CertificateInput, call: Call): Promise<object> {
  return call.store.read((state) => {
    const certificate = findCertificate(state, input, call);
    return {
      certificateDescription: {
        certificateArn: certificate.arn,
        certificateId: certificate.id,
        caCertificateId: certificate.caCertificateId,
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
    const certificates = certificatesOf(regionOf(state, call.region).iot, call);
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
    if (input.newStatus === 'ACTIVE') delete certificate.unclaimedUntil;
    certificate.customerVersion += 1;
    certificate.lastModifiedAt = call.clock.now().toISOString();
    return {};
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DeleteCertificate.html */
export function deleteCertificate(
  input: CertificateInput & { readonly forceDelete?: boolean },
  call: Call,
): Promise<object> {
  return call.store.change((state) => {
    const certificate = findCertificate(state, input, call);
    if (certificate.status === 'ACTIVE') {
      throw certificateState(`Certificate must be deactivated (not ACTIVE) before deletion. Id: ${certificate.id}`);
    }
    const { iot } = regionOf(state, call.region);
    const { policies, things } = attachmentsOf(iot, certificate.arn);
    if (things.length > 0) {
      throw deleteConflict(`Things must be detached before deletion (arn: ${certificate.arn})`);
    }
    if (policies.length > 0 && input.forceDelete !== true) {
      throw deleteConflict(`Certificate policies must be detached before deletion (arn: ${certificate.arn})`);
    }
    for (const name of policies) delete iot.policyTargets[name]![certificate.arn];
    delete iot.certificates[certificate.id];
    return {};
  });
}
