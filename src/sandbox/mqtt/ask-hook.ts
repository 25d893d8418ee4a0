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
    if (error instanceof InvocationFailed) throw rejection(400, 'InvocationError', INVOCATION_ERRORS[error.kind]);
    throw error;
  });
  return overridesOf(answer);
}

/** What ministack found AWS IoT to say, none of which the guide has. */
const INVOCATION_ERRORS: Readonly<Record<InvocationFailed['kind'], string>> = {
  denied: 'Access denied while invoking Lambda function',
  stopped: 'The provisioning hook was not executed successfully.',
  late: 'A failure occurred while invoking the provisioning hook.',
  refused: 'A failure occurred while invoking the provisioning hook.',
  answer: 'A failure occurred while invoking the provisioning hook.',
};

const invalidResult = (message: string): Error => rejection(400, 'InvalidResult', message);

/** The guide has a boolean and a map of texts: nothing else counts as a yes. */
function overridesOf(answer: unknown): Readonly<Record<string, string>> {
  if (answer === null || answer === undefined) throw invalidResult('The provisioning hook did not return a response.');
  const { allowProvisioning, parameterOverrides } = answer as {
    readonly allowProvisioning?: unknown;
    readonly parameterOverrides?: unknown;
  };
  const overrides = parameterOverrides ?? {};
  const isMap = typeof overrides === 'object' && !Array.isArray(overrides);
  const entries = isMap ? Object.entries(overrides as Readonly<Record<string, unknown>>) : [];
  const areTexts = entries.every(([, value]) => ['string', 'number', 'boolean'].includes(typeof value));
  if (typeof allowProvisioning !== 'boolean' || !isMap || !areTexts)
    throw invalidResult('Provisioning hook result is in an invalid format.');
  if (!allowProvisioning) throw rejection(403, 'AccessDenied', 'Access Denied');
  return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
}
