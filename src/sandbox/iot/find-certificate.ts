import type { Call } from '../service.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { requirePattern, resourceNotFound } from './errors.ts';
import type { CertificateRecord, IotState } from './state.ts';

type Now = Pick<Call, 'clock'>;

/** A certificate that its device did not claim in time is no longer there. */
export const isForgotten = ({ unclaimedUntil }: CertificateRecord, { clock }: Now): boolean =>
  unclaimedUntil !== undefined && Date.parse(unclaimedUntil) <= clock.now().getTime();

/** All that AWS would show, by id. */
export const certificatesOf = (iot: IotState, call: Now): Record<string, CertificateRecord> =>
  Object.fromEntries(Object.entries(iot.certificates).filter(([, certificate]) => !isForgotten(certificate, call)));

export function findCertificate(
  state: AccountState,
  { certificateId }: { readonly certificateId: string },
  call: Call,
): CertificateRecord {
  requirePattern(certificateId, 'certificateId', /^(0x)?[a-fA-F0-9]{64}$/);
  const { certificates } = regionOf(state, call.region).iot;
  const found = certificates[certificateId.replace(/^0x/, '').toLowerCase()];
  if (!found || isForgotten(found, call)) throw resourceNotFound(`CertificateId ${certificateId} does not exist`);
  return found;
}

/** By `arn:aws:iot:REGION:ACCOUNT:cert/ID`. */
export function findCertificateByArn(
  state: AccountState,
  arn: string,
  call: Call,
  missing = 'The certificate given in the principal does not exist.',
): CertificateRecord {
  const found = Object.values(regionOf(state, call.region).iot.certificates).find((one) => one.arn === arn);
  if (!found || isForgotten(found, call)) throw resourceNotFound(missing);
  return found;
}
