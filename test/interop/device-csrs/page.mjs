import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, nameOfAttribute } from './describe.mjs';

const PAGE = fileURLToPath(new URL('../../../docs/devices.md', import.meta.url));

/** The CAs of the page, by the titles under which the suite links them. */
const AUTHORITIES = {
  'AWS Private CA': 'AWS Private CA',
  'own CA, key in KMS': 'own CA, KMS',
  'own CA, key in a secret': 'own CA, secret',
  'EST, password': 'EST',
  'step-ca, template with rawSubject': 'step-ca, our template',
  'step-ca, default template': 'step-ca, default template',
  'OpenBao, sign-verbatim': 'Vault, OpenBao',
  'webhook, openssl behind it': 'webhook (openssl)',
  'webhook, cfssl behind it': 'webhook (cfssl)',
};
const OUTCOMES = { exact: '✓', 'same text': '~' };

const INTRO = `<!-- Made by \`npm run test:interop\`; the suite fails when a library or a CA behaves otherwise. -->
# What devices send, and what becomes of it

A certificate provider is asked with the CSR that the device made, and what a device asks for is decided by the library
and by the example that its makers began with. This page has what those really make, and what each kind of CA makes of
it behind certprov's built-in signer. Every CSR was made by the library that is named, not written by hand; where the
program of the row does not install here, its calls are made in its place, read from the file that is named. AWS IoT
itself was not asked, and AWS Private CA and KMS are the sandbox's.

Is your device not here? \`certprov init\` asks for CSRs of your devices and tries each; \`certprov dry-run --csr models/\`
tries those of a folder at any time, with the CA that you chose.

## What is in the CSR
`;

const WITHOUT = `
AWS IoT Greengrass (classic) makes no CSR of its own: without \`csrPath\` its
[plugin](https://github.com/aws-greengrass/aws-greengrass-fleet-provisioning-by-claim) calls CreateKeysAndCertificate,
which no certificate provider sees, and with it sends the file as it is. The AWS IoT Device Client and the samples of
the Device SDKs v2 send a file too (\`csr-file\`, \`--csr_file\`); the commands that AWS gives for it are two of the rows.
Microsoft's certreq, which leaves the subject empty unless it is told otherwise, was not tried.

Two things to look at in your own fleet:

- **Every device of an example has the same subject** (\`Fleet Provisioning Demo\`, \`aws-greengrass-nucleus-lite\`, AWS's
  own \`AWS IoT Certificate\` after a rotation). The certificates differ by serial number and key. Whoever lets a device
  in by its CN, or revokes by it, cannot tell them apart.
- **A subject may be empty, or have no CN.** AWS's own CreateCertificateFromCsr asks nothing of the subject, so a fleet
  with empty ones works until the switch, and is refused to the last device after it.

Where the calls were read:
`;

const FATES = `
## What becomes of it

- **✓**: certified, with the subject of the CSR byte for byte. **~**: the same subject in other string types; whether AWS
  IoT takes that is not documented. **✗**: refused, and the device gets no certificate; why is said below.
- Extensions that were asked for and that the certificate does not have in that form stand behind it: *dropped*, or
  *the CA's own* where it has another value.
`;

const line = (cells) => `| ${cells.join(' | ')} |`;
const table = (head, rows) => [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');

/** Tables of the makers whose CSRs are there. `results` is keyed by the titles of CAs, then by those of makers. */
export async function devicesPage(requests, results) {
  const there = requests.filter(({ csr }) => csr !== undefined);
  const described = await Promise.all(
    there.map(async ({ title, library, csr }) => rowOf(title, library, await describe(csr))),
  );
  const contents = table(['made by', 'library', 'key', 'subject', 'attributes', 'extensions asked for'], described);
  const sources = there
    .filter((maker) => maker.sources)
    .map((maker) => `- ${maker.title}: ${maker.sources.join(', ')}.`);
  const fates = table(
    ['made by', ...Object.values(AUTHORITIES)],
    there.map(({ title }) => [title, ...Object.keys(AUTHORITIES).map((ca) => cellOf(results.get(ca).get(title)))]),
  );
  const refusals = refusalsOf(there, results);
  const why = refusals.length === 0 ? '' : `\nThe signer's own words for what it refuses:\n\n${refusals.join('\n')}\n`;
  return `${INTRO}\n${contents}\n${WITHOUT}\n${sources.join('\n')}\n${FATES}\n${fates}\n${why}`;
}

const NOTHING = '–';

function rowOf(title, library, { key, version, subject, attributes, extensions }) {
  const odd = version === 0 ? '' : `; version ${version + 1}, where RFC 2986 has only 1`;
  return [
    title,
    library,
    key + odd,
    subject === '' ? '**empty**' : subject,
    attributes.map(nameOfAttribute).join(', ') || NOTHING,
    extensions.map(({ words }) => words).join(', ') || NOTHING,
  ];
}

function cellOf({ outcome, extensions }) {
  if (OUTCOMES[outcome] === undefined) return '✗';
  const fates = ['dropped', "the CA's own"].map((fate) => [fate, extensions.filter((one) => one.fate === fate)]);
  const said = fates
    .filter(([, some]) => some.length > 0)
    .map(([fate, some]) => `${some.map(({ name }) => name).join(', ')} ${fate}`);
  return [OUTCOMES[outcome], ...said].join('; ');
}

/** Each sentence once for all CAs that it was said of; without a CN, step-ca thinks of a name by itself. */
function refusalsOf(requests, results) {
  return requests.flatMap(({ title }) => {
    const sentences = new Map();
    for (const [ca, name] of Object.entries(AUTHORITIES)) {
      const { outcome, said: whole } = results.get(ca).get(title);
      if (OUTCOMES[outcome] !== undefined) continue;
      const said = whole.replaceAll(/csr-[0-9a-f]{32}/g, 'csr-…');
      sentences.set(said, [...(sentences.get(said) ?? []), name]);
    }
    return [...sentences].map(([said, names]) => `- ${title}, behind ${names.join('; ')}: “${said}”`);
  });
}

/**
 * Throws when the page on disk says something else; with `CERTPROV_WRITE_DOCS=1` it is written instead. Where a library
 * is missing on this machine, the lines that can be made must stand in the page.
 */
export function keepDevicesPage(text, isWhole) {
  if (process.env['CERTPROV_WRITE_DOCS'] === '1' && isWhole) {
    writeFileSync(PAGE, text);
    return;
  }
  const kept = readFileSync(PAGE, 'utf8');
  if (kept === text) return;
  const lines = new Set(kept.split('\n'));
  const strange = text.split('\n').filter((one) => !lines.has(one));
  if (isWhole || strange.length > 0)
    throw new Error(`docs/devices.md is not what was seen: CERTPROV_WRITE_DOCS=1 writes it\n${strange.join('\n')}`);
}
