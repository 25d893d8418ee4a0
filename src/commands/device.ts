import type { ChangingContext } from '../context.ts';
import { EXIT, type ExitCode } from '../errors.ts';
import type { DeviceMessage } from '../device/device-message.ts';
import { asJson } from './device/as-json.ts';
import { showHeader } from './header.ts';
import { provisionDevice } from './device/provision-device.ts';
import { asProvisionRequest, type ProvisionFlags } from './device/provision-request.ts';
import { provisionDocument, showProvisioned } from './device/show-provisioned.ts';
import { showMessage, showRequest } from './device/show-request.ts';

export type { ProvisionFlags } from './device/provision-request.ts';

/** Behaves as a device: gets a certificate with a claim, registers a thing with it, and comes back with it. */
export async function runDeviceProvision(flags: ProvisionFlags, context: ChangingContext): Promise<ExitCode> {
  showHeader('device provision', context);
  const request = await asProvisionRequest(flags, context);
  showRequest(request, context.output);
  const messages: DeviceMessage[] = [];
  const onMessage = (message: DeviceMessage): void => {
    messages.push(message);
    if (flags.trace) showMessage(message, context.output);
  };
  const provisioned = await provisionDevice(request, flags.trace ? onMessage : undefined, context);
  showProvisioned(provisioned, request, context);
  context.output.result(
    {
      ...provisionDocument(provisioned, request, context),
      ...(flags.trace ? { messages: messages.map(asJson) } : {}),
    },
    provisioned.thingName ?? provisioned.certificateId,
  );
  return EXIT.done;
}
