import type { ChangingContext, ReadingContext } from '../../context.ts';
import type { Certificate } from '../../csr/certificate.ts';
import { connectDevice, type DeviceConnection } from '../../device/connect-device.ts';
import { wayText, type DeviceWay } from '../../device/device-way.ts';
import type { DeviceMessage } from '../../device/device-message.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { utcTime } from '../../terminal/quantity-text.ts';
import { connectAsItself } from './connect-as-itself.ts';
import { getCertificate, type DeviceCertificate } from './get-certificate.ts';
import { keepIdentity, shownPath } from './keep-identity.ts';
import { provisionStep } from './provision-step.ts';
import type { ProvisionRequest } from './provision-request.ts';
import type { Claim } from './read-claim.ts';
import type { TrialCheck } from '../../checks/trial/trial-check.ts';

/** A device that has been provisioned and has come back. */
export interface Provisioned {
  readonly certificateId: string;
  readonly certificate: Certificate;
  readonly checks: readonly TrialCheck[];
  /** Undefined when the template makes none. */
  readonly thingName: string | undefined;
  readonly deviceConfiguration: Readonly<Record<string, string>>;
  /** Client id of the connection with the new certificate. */
  readonly reconnectedAs: string;
  /** How it came in. */
  readonly way: DeviceWay;
}

type OnMessage = (message: DeviceMessage) => void;

/** The whole way of a device: claim, certificate, thing, and back with the certificate. */
export async function provisionDevice(
  request: ProvisionRequest,
  onMessage: OnMessage | undefined,
  context: ChangingContext,
): Promise<Provisioned> {
  const claim = request.claim ?? (await claimOfTrustedUser(request, context));
  const device = await connectWithClaim(request, claim, onMessage, context);
  try {
    const issued = await getCertificate(request, device, context);
    const { thingName, deviceConfiguration } = await register(request, device, issued, context);
    await device.close();
    const reconnectedAs = await connectAsItself({ ...request, endpoint: device.endpoint }, issued, thingName, context);
    const { certificateId, certificate, checks } = issued;
    const { way } = device;
    return { certificateId, certificate, checks, thingName, deviceConfiguration, reconnectedAs, way };
  } finally {
    await device.close();
  }
}

/** A claim whose answer was lost is there all the same, and nobody's. */
const beforeCertificate = ({ changes }: ChangingContext): string =>
  changes.mayHaveDone('CreateProvisioningClaim')
    ? 'nothing was registered; the claim of a trusted user ends by itself within five minutes'
    : 'nothing was made';

function claimOfTrustedUser({ template }: ProvisionRequest, context: ChangingContext): Promise<Claim> {
  const { writer, output } = context;
  return provisionStep('claim', { output, aftermath: () => beforeCertificate(context) }, async () => {
    const claim = await writer.createProvisioningClaim(template.templateName);
    const until = claim.expiration === undefined ? 'for five minutes' : `until ${utcTime(claim.expiration)}`;
    return { value: claim, told: `claim        ${claim.certificateId.slice(0, 8)}… ${until}` };
  });
}

function connectWithClaim(
  { endpoint, clientId, format, claim }: ProvisionRequest,
  { certificatePem, privateKeyPem }: Claim,
  onMessage: OnMessage | undefined,
  context: ChangingContext,
): Promise<DeviceConnection> {
  const { output, endpointHost } = context;
  const fix =
    claim === undefined
      ? 'a claim of a trusted user lives five minutes: run it again; if it goes on, check that this machine is not far from the right time'
      : 'check that the claim certificate is registered and ACTIVE in this account and Region, and that its policy allows iot:Connect with this client id (--client-id)';
  const elsewhere =
    endpointHost === undefined
      ? {}
      : {
          DEVICE_ENDPOINT_UNREACHABLE: `the account is not AWS's own but at ${endpointHost}: say with --endpoint and --tls-roots where its devices connect`,
        };
  const aftermath = (): string => beforeCertificate(context);
  const told = { output, aftermath, fixes: { DEVICE_NOT_ACCEPTED: fix, ...elsewhere } };
  return provisionStep('connect with the claim', told, async () => {
    const options = { format, ...(onMessage ? { onMessage } : {}) };
    const value = await connectDevice(endpoint, { certificatePem, privateKeyPem, clientId }, options);
    return { value, told: `connected    as ${safeText(clientId)}, with the claim, by ${wayText(value.way)}` };
  });
}

/** Key and certificate are on disk before there is a thing that needs them. */
function register(
  { template, parameters, files }: ProvisionRequest,
  device: DeviceConnection,
  issued: DeviceCertificate,
  { output, interrupt }: ReadingContext,
): ReturnType<DeviceConnection['registerThing']> {
  const aftermath = `certificate ${issued.certificateId.slice(0, 8)}… waits for its thing: AWS IoT forgets it within the hour\nits key is in ${shownPath(files.folder)}`;
  return provisionStep('RegisterThing', { output, aftermath }, () =>
    interrupt.changing(async () => {
      await keepIdentity(files, issued);
      const value = await device.registerThing(template.templateName, issued.certificateOwnershipToken, parameters);
      const what =
        value.thingName === undefined ? 'no thing, as the template says' : `thing ${safeText(value.thingName)}`;
      return { value, told: `registered   ${what}` };
    }),
  );
}
