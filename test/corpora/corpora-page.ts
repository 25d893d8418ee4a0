import type { Outcome } from './agrees.ts';
import { DECISIONS, type Decision } from './decisions.ts';
import type { CorpusFile } from './read-corpora.ts';

export interface TriedFile {
  readonly file: CorpusFile;
  readonly outcome: Outcome;
}

/** In the order in which the manifest explains them. */
const CLASSES: Readonly<Record<string, string>> = {
  accept: 'well-formed, signed by its own key, a key that AWS IoT takes, SHA-2',
  'reject-parse': 'malformed',
  'reject-not-a-csr': 'something else than a request',
  'reject-signature': 'not signed by the key in it, or not verifiable with OpenSSL 3.0',
  'reject-weak-rsa-size': 'an RSA key of less than 2,048 bits',
  'reject-unsupported-key': 'a key of a kind that AWS IoT does not take',
  'reject-weak-key-structure': 'a key that can be broken: ROCA, or two primes that are close to each other',
  'policy-weak-hash': 'signed with SHA-1 or MD5: left to the product',
  'policy-version': 'its version is not 0: left to the product',
};

const KINDS: Readonly<Record<Decision['kind'], readonly [title: string, intro: string]>> = {
  policy: ['Decided here', 'Any answer is right, the manifest says, that is documented and consistent.'],
  disagreement: ['Not as the manifest expects', 'None of these is signed where it should have been refused.'],
  source: ['Not as the project itself expects', 'As the manifest expects, and not as the test that the file is from.'],
};

const table = (head: readonly string[], rows: readonly (readonly (string | number)[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

const filesOf = ({ length }: readonly unknown[]): string => (length === 1 ? '1 file' : `${length} files`);

/** The text of `docs/csr-corpora.md`: what is said in numbers comes from the files that were tried. */
export function corporaPage(tried: readonly TriedFile[]): string {
  const isSigned = ({ outcome }: TriedFile): boolean => outcome.signer === 'SIGNED';
  const decided = new Set(DECISIONS.filter(({ kind }) => kind !== 'source').flatMap(({ files }) => files));
  const isAsExpected = ({ file }: TriedFile): boolean => !decided.has(file.file);
  const signed = tried.filter(isSigned).length;
  return `<!-- Made by \`npx vitest run test/corpora -u\`; edit test/corpora instead. -->

# CSRs of other projects' test suites

${tried.length} files, good and bad, from the public test suites of ${new Set(tried.map(({ file }) => file.corpus)).size} projects, with a manifest that says what each ought to yield.
Every one is judged as \`certprov dry-run\` judges it, and goes through the built-in signer in front of the sandbox's
Private CA. ${signed} are signed: subject and key of each certificate are those of the request. ${tried.length - signed} are refused, each with a
code and one sentence. The dry run fails exactly those that the signer refuses.

${tried.filter(isAsExpected).length} end as the manifest expects. The other ${decided.size} are listed here, with the reason; a test fails when a file is
neither, and when an entry here is no disagreement any more.

${table(
  ['class in the manifest', 'files', 'as expected', 'listed here', 'signed', 'refused, by the code of the signer'],
  Object.entries(CLASSES).map(([name, meaning]) => {
    const members = tried.filter(({ file }) => file.expected === name);
    const expected = members.filter(isAsExpected).length;
    return [
      `\`${name}\`: ${meaning}`,
      members.length,
      expected,
      members.length - expected,
      members.filter(isSigned).length,
      refusals(members),
    ];
  }),
)}

${Object.entries(KINDS)
  .map(([kind, [title, intro]]) =>
    section(
      title,
      intro,
      DECISIONS.filter((decision) => decision.kind === kind),
    ),
  )
  .join('\n\n')}

## Sources

The files are not part of this repository, since their licences differ. They are read from \`../shared/corpora\`, or from the
folder that \`CERTPROV_CORPORA\` names; where there is none, these tests are skipped.

${table(['folder', 'from', 'licence', 'files'], sources(tried))}

## To run it

\`npx vitest run test/corpora\` reads and signs all of them, and compares this page. \`npm run test:faults -- corpora\` also
gives one of every class and every entry to \`certprov dry-run --sandbox\`, as a program of its own; with \`--full\`, every file.
`;
}

function refusals(tried: readonly TriedFile[]): string {
  const counts = new Map<string, number>();
  for (const { outcome } of tried) counts.set(outcome.signer, (counts.get(outcome.signer) ?? 0) + 1);
  const parts = [...counts].filter(([code]) => code !== 'SIGNED').toSorted(([a], [b]) => a.localeCompare(b));
  return parts.map(([code, count]) => `${count} \`${code}\``).join(', ') || '-';
}

const section = (title: string, intro: string, decisions: readonly Decision[]): string =>
  [`## ${title}`, intro, ...decisions.map(entry)].join('\n\n');

const entry = ({ title, expected, dryRun, signer, reason, files }: Decision): string =>
  [
    `### ${title}`,
    `${filesOf(files)} of class \`${expected}\`; the dry run ${inWords(dryRun)}, the signer ${signer === 'SIGNED' ? 'signs' : `refuses: \`${signer}\``}.`,
    reason,
    files.map((file) => `\`${file}\``).join(', '),
  ].join('\n\n');

/** `notes A, B` with the codes marked as such. */
const inWords = (dryRun: string): string => dryRun.replaceAll(/[A-Z_]{4,}/g, '`$&`');

function sources(tried: readonly TriedFile[]): (string | number)[][] {
  return [...new Set(tried.map(({ file }) => file.corpus))].map((corpus) => {
    const rows = tried.filter(({ file }) => file.corpus === corpus).map(({ file }) => file.row);
    const said = (member: string): string => [...new Set(rows.map((row) => row[member] ?? ''))].join('; ');
    return [`\`${corpus}\``, linked(said('source_repo')), said('licence'), rows.length];
  });
}

const linked = (repository: string): string =>
  repository.replaceAll(/[\w-]+\/[\w-]+/g, (name) => `[${name}](https://github.com/${name})`);
