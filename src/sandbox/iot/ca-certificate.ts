import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { resourceNotFound } from './errors.ts';
import { page } from './page.ts';
import type { CaCertificateRecord } from './state.ts';

const PAGE_SIZE = 25;

export function listCaCertificates(
  input: {
    readonly pageSize?: number;
    readonly marker?: string;
    readonly ascendingOrder?: boolean;
    readonly templateName?: string;
  },
  call: Call,
): Promise<object> {
  const size = Math.min(input.pageSize ?? PAGE_SIZE, call.settings.pageSize ?? Number.POSITIVE_INFINITY);
  return call.store.read((state) => {
    const all = Object.entries(regionOf(state, call.region).iot.caCertificates);
    const wanted = all.filter(
      ([, ca]) => input.templateName === undefined || ca.registrationConfig?.templateName === input.templateName,
    );
    const { items, next } = page(Object.fromEntries(wanted), {
      token: input.marker,
      size,
      ascending: input.ascendingOrder,
    });
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
  return call.store.read((state) => {
    const ca = findCaCertificate(state, input, call);
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
      registrationConfig: { ...ca.registrationConfig },
    };
  });
}

export function findCaCertificate(
  state: AccountState,
  { certificateId }: { readonly certificateId: string },
  call: Call,
): CaCertificateRecord {
  const { caCertificates } = regionOf(state, call.region).iot;
  const ca = caCertificates[certificateId.replace(/^0x/, '').toLowerCase()];
  if (!ca) throw resourceNotFound('Requested CA Certificate does not exist.');
  return ca;
}
