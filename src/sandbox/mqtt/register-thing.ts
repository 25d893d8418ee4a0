import { provisionThing } from '../iot/provisioning/provision-thing.ts';
import type { OwnershipTokenRecord, ProvisioningTemplateRecord } from '../iot/state.ts';
import { lookup, ServiceError } from '../service.ts';
import { regionOf } from '../state/region-of.ts';
import { askHook } from './ask-hook.ts';
import type { DeviceCall } from './device-call.ts';
import { rejection } from './mqtt-context.ts';
import { provisioningRejection } from './provisioning-rejection.ts';
import { keepOwnershipToken, takeOwnershipToken } from './ownership-token.ts';

type Parameters = Readonly<Record<string, string>>;

/** Makes what the template says of a certificate that the device has just got. @see https://docs.aws.amazon.com/iot/latest/developerguide/fleet-provision-api.html */
export async function registerThing(request: DeviceCall): Promise<object> {
  const { input, call, templateName } = request;
  const template = await call.store.read((state) => {
    const found = lookup(regionOf(state, call.region).iot.provisioningTemplates, templateName);
    return found && { ...found };
  });
  const usable = checkTemplate(template, templateName);
  const token = readToken(input['certificateOwnershipToken']);
  const parameters = readParameters(input['parameters'] ?? {});
  const owned = await takeToken(token, request);
  try {
    const overrides = await askHook(usable, { certificateId: owned.certificateId, parameters, request });
    const provisioned = await provisionThing(
      {
        templateBody: usable.body,
        parameters: { ...parameters, ...overrides },
        certificateId: owned.certificateId,
        roleArn: usable.provisioningRoleArn,
      },
      call,
    ).catch((error: unknown) => {
      throw error instanceof ServiceError ? provisioningRejection(error, templateName) : error;
    });
    const { thingName, deviceConfiguration } = provisioned;
    return { ...(thingName === undefined ? {} : { thingName }), deviceConfiguration };
  } catch (error) {
    // Nothing was registered: the device may try again.
    await call.store.change((state) => {
      keepOwnershipToken(regionOf(state, call.region).iot, owned.certificateId, { token, expiresAt: owned.expiresAt });
    });
    throw error;
  }
}

const badToken = (message: string): Error => rejection(400, 'InvalidCertificateOwnershipToken', message);

function readToken(token: unknown): string {
  if (typeof token !== 'string' || token === '') throw badToken('Certificate ownership token cannot be empty.');
  return token;
}

function readParameters(parameters: unknown): Parameters {
  const isFit =
    typeof parameters === 'object' &&
    parameters !== null &&
    !Array.isArray(parameters) &&
    Object.values(parameters).every((value) => typeof value === 'string');
  if (!isFit) throw rejection(400, 'InvalidPayload', 'parameters must be an object of texts');
  return parameters as Parameters;
}

function checkTemplate(template: ProvisioningTemplateRecord | undefined, name: string): ProvisioningTemplateRecord {
  const invalid = (why: string): Error => rejection(400, 'InvalidTemplate', why);
  if (template === undefined) throw invalid(`Template with name ${name} does not exist.`);
  if (template.type !== 'FLEET_PROVISIONING') throw invalid(`Template ${name} is not for fleet provisioning.`);
  if (!template.enabled) throw invalid(`Template ${name} is not enabled.`);
  return template;
}

async function takeToken(token: string, { call }: DeviceCall): Promise<OwnershipTokenRecord> {
  const owned = await call.store.change((state) => {
    const { iot } = regionOf(state, call.region);
    const taken = takeOwnershipToken(iot, token, call.clock.now());
    return taken !== undefined && lookup(iot.certificates, taken.certificateId) !== undefined ? taken : undefined;
  });
  if (owned === undefined) throw badToken('Certificate ownership token is invalid.');
  return owned;
}
