import { EXCEPTIONS } from './exceptions.mjs';

const INTRO = `<!-- Made by \`npm run test:interop -- linters\`; the suite fails when a linter finds anything else. -->
# What linters find in the certificates

Certificates of every kind of CA and of key, issued by the signer that \`certprov init\` deployed in the sandbox, read by zlint v3.7.3 and pkilint 0.13.3, which know nothing of certprov. Of zlint the rules about X.509 itself are run and not those for web servers and their public CAs. For each key two CSRs are signed: one with a CN only, one that asks for a subjectAltName as well. For a CA that certprov makes (\`ca create\`), its own certificate is read too. AWS Private CA is the sandbox's, whose templates are written after AWS's documentation.

Counted are warnings and errors; a finding has a number, explained below the table.
`;

/** One row for each CA, one column for each kind of key. */
export function lintersPage(issued, found) {
  const keys = [...new Set(issued.map(({ keyKind }) => keyKind))];
  const authorities = [...new Set(issued.map(({ authority }) => authority))];
  const cell = (authority, key) => {
    const isHere = (one) => one.authority === authority && one.keyKind === key;
    if (!issued.some(isHere)) return '–';
    const numbers = new Set(found.filter(isHere).map(({ exception }) => EXCEPTIONS.indexOf(exception) + 1));
    return numbers.size === 0 ? '✓' : [...numbers].toSorted((a, b) => a - b).join(', ');
  };
  const line = (cells) => `| ${cells.join(' | ')} |`;
  const rows = authorities.map((authority) => line([authority, ...keys.map((key) => cell(authority, key))]));
  const notes = EXCEPTIONS.map(
    ({ why, findings }, index) =>
      `${index + 1}. ${why} Found: ${findings.map((finding) => `\`${finding}\``).join(', ')}.`,
  );
  const head = [line(['CA', ...keys]), line(['---', ...keys.map(() => '---')])];
  return `${INTRO}\n${[...head, ...rows].join('\n')}\n\n✓ nothing is found; – no certificate of this kind.\n\n${notes.join('\n')}\n`;
}
