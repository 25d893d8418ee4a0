import { DIFFERENCES } from './differences.mjs';

const INTRO = `<!-- Made by \`npm run test:interop -- ministack\`; the suite fails when either answers anything else. -->
# What a device is told when it registers

AWS's guide hardly says what AWS IoT answers a device whose registration fails. ministack 1.5.33, an emulator of AWS by others, says of its texts that they mirror a live probe of the real service (26 August 2026). This page has its answers beside those of certprov's sandbox, of the same requests, made by AWS's own clients and by a plain MQTT client. AWS IoT itself was not asked, so this is *second-hand*.

ministack has no certificate providers: what AWS IoT answers when a provider's function fails is not shown here, and stays in [unconfirmed.md](unconfirmed.md).
`;

const quoted = (text) => `\`${text.replaceAll('`', "'")}\``;
const cell = (text) => quoted(text.replaceAll('|', '\\|'));

/** One row for each request; a difference has a number, explained below the table. */
export function registrationPage(compared) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = compared.map(({ name, theirs, ours, isSame, number }) =>
    line([name, cell(theirs), isSame ? 'the same' : `${cell(ours)} (${number})`]),
  );
  const head = [line(['request', 'ministack', "certprov's sandbox"]), line(['---', '---', '---'])];
  const notes = DIFFERENCES.map(({ why }, index) => `${index + 1}. ${why}`);
  const same = compared.filter(({ isSame }) => isSame).length;
  return `${INTRO}\n${[...head, ...rows].join('\n')}\n\nOf ${compared.length} requests ${same} are answered in the same words. The others:\n\n${notes.join('\n')}\n`;
}
