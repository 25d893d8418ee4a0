import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { requirePattern, resourceNotFound } from './errors.ts';
import { page } from './page.ts';

const PAGE_SIZE = 25;

export function listCaCertificates(
  input: { readonly pageSize?: number; readonly marker?: string; readonly ascendingOrder?: boolean },
  call: Call,
): Promise<object> {
  const size = Math.min(input.pageSize ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const { caCertificates } = regionOf(state, call.region).iot;
    const { items, next } = page(caCertificates, { token: input.marker, size, ascending: input.ascendingOrder });
    return {
      certificates: items.map((ca) => ({
        certificateArn: ca.arn,
        certificateId: ca.id,
        status: ca.status,
        creationDate: new Date(ca.createdAt),
      })),
      nextMarker: next,
    };
  });
}

/** @see https://docs.aws.amazon.com/iot/latest/apireference/API_DescribeCACertificate.html */
export function describeCaCertificate(input: { readonly certificateId: string }, call: Call): Promise<object> {
  requirePattern(input.certificateId, 'caCertificateId', /^(0x)?[a-fA-F0-9]{64}$/);
  return call.store.read((state) => {
    const ca = regionOf(state, call.region).iot.caCertificates[input.certificateId];
    if (!ca) throw resourceNotFound(`No CA certificate found for id ${input.certificateId}`);
    return {
      certificateDescription: {
        certificateArn: ca.arn,
        certificateId: ca.id,
        status: ca.status,
        certificatePem: ca.pem,
        ownedBy: call.account,
        creationDate: new Date(ca.createdAt),
        autoRegistrationStatus: ca.autoRegistrationStatus,
        certificateMode: ca.mode,
        validity: { notBefore: new Date(ca.notBefore), notAfter: new Date(ca.notAfter) },
      },
      registrationConfig: {},
    };
  });
}
