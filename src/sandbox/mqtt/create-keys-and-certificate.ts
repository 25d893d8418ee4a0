import { keysAndCertificate } from '../iot/certificate.ts';
import type { DeviceCall } from './device-call.ts';
import { issueToDevice } from './issue-to-device.ts';

/** Key and certificate are AWS's, whether or not there is a certificate provider. @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
export async function createKeysAndCertificate({ call }: DeviceCall): Promise<object> {
  const { signed, keyPair } = await keysAndCertificate(call);
  const make = (): Promise<{ certificate: typeof signed; mode: 'DEFAULT' }> =>
    Promise.resolve({ certificate: signed, mode: 'DEFAULT' });
  return { ...(await issueToDevice('CreateKeysAndCertificateFailed', make, call)), privateKey: keyPair.PrivateKey };
}
