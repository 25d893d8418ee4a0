import type { DeviceMessage } from '../../device/device-message.ts';
import type { Output } from '../../terminal/output.ts';
import { safeText } from '../../terminal/safe-text.ts';
import { dim } from '../../terminal/style.ts';
import { table } from '../../terminal/table.ts';
import { paragraph } from '../../terminal/text-layout.ts';
import { asJson } from './as-json.ts';
import { shownPath } from './keep-identity.ts';
import type { ProvisionRequest } from './provision-request.ts';

/** What is going to happen, before it does. */
export function showRequest(request: ProvisionRequest, output: Output): void {
  const { claim, template, parameters, ownKey, endpoint, files, format } = request;
  const values = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
  const rows = [
    ['template', safeText([template.templateName, ...values].join(' · '))],
    [
      'comes in',
      claim ? 'by claim, with the certificate of your fleet' : 'by a trusted user, with a claim for five minutes',
    ],
    ['key', ownKey ? `${ownKey.keyType}, made here, never sent · ${safeText(ownKey.subject)}` : 'made by AWS'],
    ['endpoint', safeText(`${endpoint.servername}:${endpoint.port} · ${format}`)],
    ['kept in', safeText(shownPath(files.folder))],
  ];
  output.say(table(rows, { columns: output.columns, indent: '  ' }));
}

/** `--trace`: one message as it went over the line, what is secret shortened. */
export function showMessage({ direction, topic, bytes, payload }: DeviceMessage, output: Output): void {
  const arrow = direction === 'sent' ? '→' : '←';
  output.say(dim(paragraph(`${arrow} ${safeText(topic)} (${bytes} bytes)`, output.columns, { indent: '    ' })));
  for (const [name, value] of Object.entries(payload)) {
    const text = typeof value === 'string' ? value : JSON.stringify(asJson(value));
    output.say(
      dim(paragraph(`${safeText(name)}: ${safeText(text)}`, output.columns, { indent: '      ', hanging: '        ' })),
    );
  }
}
