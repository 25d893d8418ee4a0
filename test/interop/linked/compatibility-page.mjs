import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { KEY_KINDS, SUBJECT_KINDS } from './devices.mjs';

const PAGE = fileURLToPath(new URL('../../../docs/external-ca-compatibility.md', import.meta.url));

const WORDS = {
  exact: '✓ exact',
  'same text': '~ same text',
  'refused: CertificateRefused': '✗ subject changed',
  'refused: AuthorityRefused': '✗ refused',
  'refused: AuthorityUnavailable': '✗ the CA fails',
};

const INTRO = `<!-- Made by \`npm run test:interop -- linked\`; the suite fails when a server behaves otherwise. -->
# Which CA does what to which CSR

Every cell is a CSR that certprov's built-in signer had signed by a real server: step-ca 0.30.2, GlobalSign's
\`estserver\` 1.0.6, OpenBao, cfssl 1.6.5 and openssl behind the reference webhook, the sandbox's KMS and an independent
one (local-kms). The CSRs and the judgement are those of another library than certprov's own.

- **✓ exact**: the certificate has the subject of the CSR, byte for byte, and its key.
- **~ same text**: the same subject in other string types. Whether AWS IoT takes that is not documented.
- **✗ subject changed**: the CA built another subject, and the signer refused the certificate. AWS IoT would, too.
- **✗ refused**, **✗ the CA fails**: the CA did not issue.
`;

/** The table of the results, which are keyed by title, subject kind and key kind. */
export function compatibilityPage(results) {
  const word = (outcome) => WORDS[outcome] ?? outcome;
  const cell = (row, subject) => {
    const outcomes = KEY_KINDS.map((key) => word(row.get(`${subject} ${key}`)));
    return new Set(outcomes).size === 1
      ? outcomes[0]
      : outcomes.map((text, i) => `${KEY_KINDS[i]}: ${text}`).join(', ');
  };
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = [...results].map(([title, row]) => line([title, ...SUBJECT_KINDS.map((subject) => cell(row, subject))]));
  const head = [line(['CA', ...SUBJECT_KINDS]), line(['---', ...SUBJECT_KINDS.map(() => '---')])];
  const keys = `Keys of the devices: ${KEY_KINDS.join(', ')}; a cell stands for all of them unless it says otherwise.\n`;
  return `${INTRO}\n${keys}\n${[...head, ...rows].join('\n')}\n`;
}

/** Throws when the page on disk says something else; with \`CERTPROV_WRITE_DOCS=1\` it is written instead. */
export function keepPage(text) {
  if (process.env['CERTPROV_WRITE_DOCS'] === '1') writeFileSync(PAGE, text);
  else if (readFileSync(PAGE, 'utf8') !== text) {
    throw new Error('docs/external-ca-compatibility.md is not what was seen: CERTPROV_WRITE_DOCS=1 writes it');
  }
}
