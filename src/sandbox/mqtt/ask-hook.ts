import type { ProvisioningTemplateRecord } from '../iot/state.ts';
import { InvocationFailed, invokeAsService } from '../lambda/invoke-as-service.ts';
import { regionOf } from '../state/region-of.ts';
import type { DeviceCall } from './device-call.ts';
import { IOT_PRINCIPAL, rejection } from './mqtt-context.ts';

interface Provisioning {
  readonly certificateId: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly request: DeviceCall;
}

/** @see https://docs.aws.amazon.com/iot/latest/developerguide/pre-provisioning-hook.html */
const LIMIT_MS = 5000;

/** What the template's pre-provisioning hook sets instead of the device's parameters; refuses what it does not allow. */
export async function askHook(
  template: ProvisioningTemplateRecord,
  { certificateId, parameters, request }: Provisioning,
): Promise<Readonly<Record<string, string>>> {
  if (template.preProvisioningHook === undefined) return {};
  const { principal, clientId, region, call, context } = request;
  const certificatePem = await call.store.read((state) => regionOf(state, region).iot.certificates[certificateId]?.pem);
  const answer = await invokeAsService(
    {
      functionArn: template.preProvisioningHook.targetArn,
      service: { principal: IOT_PRINCIPAL, sourceArn: template.arn, sourceAccount: call.account },
      region,
      event: {
        claimCertificateId: principal.certificateId,
        certificateId,
        certificatePem,
        templateArn: template.arn,
        clientId,
        parameters,
      },
      limitMs: LIMIT_MS,
    },
    context,
  ).catch((error: unknown) => {
    if (error instanceof InvocationFailed) throw denied(error.message);
    throw error;
  });
  const { allowProvisioning, parameterOverrides = {} } = (answer ?? {}) as {
    readonly allowProvisioning?: unknown;
    readonly parameterOverrides?: Readonly<Record<string, unknown>>;
  };
  if (allowProvisioning !== true) throw denied('it does not allow this device');
  return Object.fromEntries(Object.entries(parameterOverrides).map(([name, value]) => [name, String(value)]));
}

const denied = (why: string): Error => rejection(403, 'AccessDenied', `The pre-provisioning hook refused: ${why}`);
