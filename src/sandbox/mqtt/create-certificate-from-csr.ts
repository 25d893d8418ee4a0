import { amazonSigned } from '../iot/amazon-signed.ts';
import { keysAndCertificate } from '../iot/certificate.ts';
import { effectiveProvider } from '../iot/effective-provider.ts';
import { readCsr } from '../iot/read-csr.ts';
import { regionOf } from '../state/region-of.ts';
import { askProvider } from './ask-provider.ts';
import type { DeviceCall } from './device-call.ts';
import { issueToDevice } from './issue-to-device.ts';
import { rejection } from './mqtt-context.ts';

/** Signed by the account's certificate provider where there is one, else by AWS. @see https://docs.aws.amazon.com/iot/latest/developerguide/provisioning-cert-provider.html */
export function createCertificateFromCsr(request: DeviceCall): Promise<object> {
  const { input, call, context } = request;
  return issueToDevice(
    'CreateCertificateFromCsrFailed',
    async () => {
      const text = input['certificateSigningRequest'];
      if (typeof text !== 'string' || text === '')
        throw rejection(400, 'InvalidPayload', 'certificateSigningRequest must be a text');
      const csr = readCsr(text);
      const { propagationMs } = context.settings();
      const provider = await call.store.read((state) =>
        effectiveProvider(regionOf(state, call.region).iot, call.clock.now(), propagationMs),
      );
      if (provider !== undefined)
        return { certificate: await askProvider(provider, { csr, text, request }), mode: 'SNI_ONLY' };
      const certificate = await amazonSigned({ subject: csr.subject.der, spki: csr.publicKey.spkiDer }, call);
      return { certificate, mode: 'DEFAULT' };
    },
    call,
  );
}

/** Key and certificate are AWS's, whether or not there is a certificate provider. @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
export async function createKeysAndCertificate({ call }: DeviceCall): Promise<object> {
  const { signed, keyPair } = await keysAndCertificate(call);
  const make = (): Promise<{ certificate: typeof signed; mode: 'DEFAULT' }> =>
    Promise.resolve({ certificate: signed, mode: 'DEFAULT' });
  return { ...(await issueToDevice('CreateKeysAndCertificateFailed', make, call)), privateKey: keyPair.PrivateKey };
}
