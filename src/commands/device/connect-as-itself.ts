import type { ReadingContext } from '../../context.ts';
import { connectDevice } from '../../device/connect-device.ts';
import { CertprovError } from '../../errors.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { waitFor } from '../../aws/wait.ts';
import type { DeviceCertificate } from './get-certificate.ts';
import { shownPath } from './keep-identity.ts';
import { provisionStep } from './provision-step.ts';
import type { ProvisionRequest } from './provision-request.ts';

/** AWS does not say how soon a certificate that was activated is known at every door. */
const KNOWN_WITHIN_MS = 15_000;

/**
 * The proof: the new certificate alone lets the device in. Its client id is the thing's name, as AWS recommends and as
 * policies with `${iot:Connection.Thing.ThingName}` want it.
 * @see https://docs.aws.amazon.com/iot/latest/developerguide/thing-policy-variables.html
 */
export function connectAsItself(
  { endpoint, clientId, files }: ProvisionRequest,
  { certificatePem, privateKeyPem, certificateId }: DeviceCertificate,
  thingName: string | undefined,
  { output, isSandbox, interrupt }: ReadingContext,
): Promise<string> {
  const name = thingName ?? clientId;
  const fix = `see that the template makes the certificate ACTIVE and attaches a policy that allows iot:Connect on …:client/${name}`;
  const aftermath = `${thingName === undefined ? 'the certificate' : `thing ${thingName}`} is registered with certificate ${certificateId.slice(0, 8)}…\nits key is in ${shownPath(files.folder)}`;
  const fixes = { DEVICE_NOT_ACCEPTED: fix, DEVICE_NOT_AUTHORIZED: fix };
  return provisionStep('connect as itself', { output, aftermath, fixes }, async () => {
    let refused: CertprovError | undefined;
    const device = await waitFor(
      async () => {
        interrupt.throwIfRequested();
        return connectDevice(endpoint, { certificatePem, privateKeyPem, clientId: name }).catch((error: unknown) => {
          if (!(error instanceof CertprovError) || error.code !== 'DEVICE_NOT_ACCEPTED') throw error;
          refused = error;
          return undefined;
        });
      },
      { limitMs: isSandbox ? 0 : KNOWN_WITHIN_MS, firstPauseMs: 1_000 },
    );
    if (!device) throw refused ?? new CertprovError('INTERNAL', 'no connection and no reason');
    await device.close();
    return { value: name, told: `came back    as ${safeText(name)}, with the new certificate` };
  });
}
