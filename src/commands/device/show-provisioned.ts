import type { ReadingContext } from '../../context.ts';
import type { Json } from '../../terminal/output.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { table } from '../../terminal/table.ts';
import { utcTime } from '../../terminal/quantity-text.ts';
import { placeName } from '../header.ts';
import { wayDocument } from '../../device/device-way.ts';
import { shownPath } from './keep-identity.ts';
import type { Provisioned } from './provision-device.ts';
import type { ProvisionRequest } from './provision-request.ts';

/** What there is now, where it lies, and how it is removed again. */
export function showProvisioned(provisioned: Provisioned, { files }: ProvisionRequest, context: ReadingContext): void {
  const { output, isSandbox, command } = context;
  const { certificate, certificateId, deviceConfiguration } = provisioned;
  const settings = Object.entries(deviceConfiguration).map(([name, value]) => `${name}=${value}`);
  const rows = [
    ['registered', `in ${placeName(context)}`],
    ['certificate', `${certificateId.slice(0, 8)}… · ${safeText(certificate.subject.text || '(empty subject)')}`],
    ['valid', `until ${utcTime(certificate.notAfter)}`],
    ...(settings.length > 0 ? [['configuration', safeText(settings.join(' · '))]] : []),
    ['key', safeText(shownPath(files.key))],
    ['', safeText(shownPath(files.certificate))],
  ];
  output.say(table(rows, { columns: output.columns, indent: '  ' }));
  if (isSandbox) {
    output.say(
      paragraph(`remove it again: everything in the sandbox goes with \`${command('sandbox reset')}\``, output.columns),
    );
    return;
  }
  output.say('  remove it again:');
  for (const line of removal(provisioned, context)) output.say(`    ${line}`);
}

/** Commands of the AWS CLI: certprov removes no thing of yours. */
function removal({ certificateId, thingName }: Provisioned, { place, awsCli }: ReadingContext): string[] {
  const { partition, region, account } = place;
  const id = `--certificate-id ${certificateId}`;
  const arn = `arn:${partition}:iot:${region}:${account}:cert/${certificateId}`;
  const thing = thingName === undefined ? undefined : `--thing-name ${safeText(thingName)}`;
  return [
    ...(thing ? [awsCli(`iot detach-thing-principal ${thing} --principal ${arn}`)] : []),
    awsCli(`iot update-certificate ${id} --new-status INACTIVE`),
    awsCli(`iot delete-certificate ${id} --force-delete`),
    ...(thing ? [awsCli(`iot delete-thing ${thing}`)] : []),
  ];
}

export function provisionDocument(
  provisioned: Provisioned,
  request: ProvisionRequest,
  context: ReadingContext,
): { readonly [key: string]: Json } {
  const { certificate, certificateId, checks, thingName, deviceConfiguration, reconnectedAs, way } = provisioned;
  return {
    command: 'device provision',
    account: context.place.account,
    region: context.place.region,
    caller: context.callerArn,
    templateName: request.template.templateName,
    by: request.claim ? 'claim' : 'trusted-user',
    keysBy: request.ownKey ? 'device' : 'aws',
    format: request.format,
    endpoint: `${request.endpoint.servername}:${way.address.slice(way.address.lastIndexOf(':') + 1)}`,
    mqtt: wayDocument(way),
    certificateId,
    certificate: {
      serialNumber: certificate.serialNumber,
      subject: certificate.subject.text,
      issuer: certificate.issuer.text,
      notBefore: certificate.notBefore.toISOString(),
      notAfter: certificate.notAfter.toISOString(),
    },
    checks: checks.map(({ code, severity, summary }) => ({ code, severity, summary })),
    thingName: thingName ?? null,
    deviceConfiguration: { ...deviceConfiguration },
    reconnectedAs,
    files: { key: request.files.key, certificate: request.files.certificate },
    removal: removal(provisioned, context),
  };
}
