import { SANDBOX_ACCOUNT, SANDBOX_REGION } from '../sandbox.ts';
import type { AccountState } from '../state/account-state.ts';
import { regionOf } from '../state/region-of.ts';
import { daysFrom } from './seeded-arns.ts';

/** More than a page of CloudTrail's. */
const RENEWALS = 60;

/** As AWS's own sample of rotating certificates renews them: a function that calls CreateCertificateFromCsr over HTTP. */
export function seedHttpRenewals(state: AccountState, now: Date): void {
  const { cloudTrail } = regionOf(state, SANDBOX_REGION);
  const caller = (name: string): string => `arn:aws:sts::${SANDBOX_ACCOUNT}:assumed-role/${name}`;
  const call = { service: 'iot', operation: 'CreateCertificateFromCsr' };
  for (let day = RENEWALS; day > 0; day--)
    cloudTrail.past.push({ ...call, time: daysFrom(now, -day), caller: caller('device-rotation/rotate-certificates') });
  const refused = { ...call, time: daysFrom(now, -30), errorCode: 'AccessDeniedException' };
  cloudTrail.past.push({ ...refused, caller: caller('intern/me') });
}
