import { countSample } from '../cloudwatch/count-sample.ts';
import { certificateRecord, type NewCertificate } from '../iot/amazon-signed.ts';
import { requireNew } from '../iot/registerable.ts';
import type { CertificateRecord } from '../iot/state.ts';
import type { Call } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { keepOwnershipToken, makeOwnershipToken } from './ownership-token.ts';

interface Made {
  readonly certificate: NewCertificate;
  readonly mode: CertificateRecord['mode'];
}

interface IssuedToDevice {
  readonly certificateOwnershipToken: string;
  readonly certificateId: string;
  readonly certificatePem: string;
}

/**
 * Has a certificate made, registers it as PENDING_ACTIVATION for as long as its token lasts, and counts the call in the
 * metric, 1 for a failure.
 */
export async function issueToDevice(metric: string, make: () => Promise<Made>, call: Call): Promise<IssuedToDevice> {
  try {
    const { certificate, mode } = await make();
    const now = call.clock.now();
    const token = makeOwnershipToken(now);
    const status = 'PENDING_ACTIVATION';
    const record = certificateRecord(certificate, { now, status, mode, unclaimedUntil: token.expiresAt });
    await call.store.change((state) => {
      const { iot } = regionOf(state, call.region);
      requireNew(state, certificate, call);
      iot.certificates[record.id] = record;
      keepOwnershipToken(iot, record.id, token);
      countSample(state, call.region, metric, 0, now);
    });
    return { certificateOwnershipToken: token.token, certificateId: record.id, certificatePem: record.pem };
  } catch (error) {
    await call.store.change((state) => countSample(state, call.region, metric, 1, call.clock.now()));
    throw error;
  }
}
