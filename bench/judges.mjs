import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import prettier from 'prettier';
import { importTypeScript } from './import-typescript.mjs';
import { opensslRequest, opensslVerify, pkilint, zlint } from './judges-outside.mjs';
import { root } from './paths.mjs';

const BAD = ['reject', 'reject-or-warn', 'warn-or-reject'];
const GOOD = ['accept', 'accept-or-warn'];
const PAGE = join(root, 'docs', 'judges.md');

/** How many of the bad answers and requests of test/vectors each judge refuses, and how many of the good ones wrongly. */
export async function compareJudges() {
  const { certprovVerdict, readVectors, VECTORS, VECTORS_NOW } = await importTypeScript('bench/judges.ts');
  const vectors = readVectors();
  const of = (kind) => vectors.filter((vector) => vector.kind === kind);
  const placed = (kind) => of(kind).map(({ file, ca }) => ({ file: join(VECTORS, file), ca: ca && join(VECTORS, ca) }));
  const own = (kind) => ({ name: '**certprov**', verdicts: of(kind).map(certprovVerdict) });

  const judges = {
    answer: [
      own('answer'),
      zlint(placed('answer')),
      pkilint(placed('answer')),
      opensslVerify(placed('answer'), VECTORS_NOW),
    ],
    csr: [own('csr'), opensslRequest(placed('csr'))],
  };
  const missing = Object.values(judges).flat().includes(undefined);
  const tables = ['answer', 'csr'].map((kind) => {
    const installed = judges[kind].filter(Boolean);
    return { counts: table(of(kind), installed), wrongly: wronglyRefused(of(kind), installed) };
  });
  const page = await prettier.format(pageOf(tables, letThrough(of('answer'), judges.answer[0].verdicts)), {
    parser: 'markdown',
    printWidth: 120,
    proseWrap: 'always',
  });
  console.log(page);
  if (!process.argv.includes('--write')) console.log('docs/judges.md is written with --write\n');
  else if (missing) console.log('docs/judges.md stays as it is: not all of the judges are installed\n');
  else writeFileSync(PAGE, page);
  return figures(vectors, [...judges.answer[0].verdicts, ...judges.csr[0].verdicts], [...of('answer'), ...of('csr')]);
}

const counted = (vectors, verdicts, expected, wanted) =>
  vectors.filter((vector, index) => expected.includes(vector.expected) && wanted.includes(verdicts[index])).length;

function table(vectors, judges) {
  const total = (expected) => vectors.filter((vector) => expected.includes(vector.expected)).length;
  const head = [
    'judge',
    `of ${total(BAD)} bad ones it refuses`,
    'or warns of',
    'says nothing of',
    `of ${total(GOOD)} good ones it refuses`,
  ];
  const rows = judges.map(({ name, verdicts }) => [
    name,
    counted(vectors, verdicts, BAD, ['refused']),
    counted(vectors, verdicts, BAD, ['warned']),
    counted(vectors, verdicts, BAD, ['passed']),
    counted(vectors, verdicts, GOOD, ['refused']),
  ]);
  return [head, head.map((_, index) => (index === 0 ? '---' : '--:')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** By whom which good ones are refused, so that a reader can judge the judges. */
const wronglyRefused = (vectors, judges) =>
  judges
    .map(({ name, verdicts }) => {
      const refused = vectors.filter(
        (vector, index) => GOOD.includes(vector.expected) && verdicts[index] === 'refused',
      );
      return refused.length === 0 ? '' : `- ${name}: ${refused.map(({ id }) => `\`${id}\``).join(', ')}`;
    })
    .filter(Boolean)
    .join('\n');

const letThrough = (vectors, verdicts) =>
  vectors
    .filter((vector, index) => BAD.includes(vector.expected) && verdicts[index] === 'passed')
    .map(({ id, why }) => `- \`${id}\`: ${why}`)
    .join('\n');

const pageOf = (
  [answers, requests],
  passed,
) => `<!-- Made by \`npm run bench -- judges --write\`; edit bench/judges.mjs instead. -->
# Judges beside each other

What certprov makes of the answers and requests in [test/vectors](../test/vectors/README.md), beside three judges of somebody else's. The bad ones were made because certprov, or one of the others, had once taken them for good: so this shows what each looks at, and not how good it is. Good is what a device can use and AWS IoT's documentation does not forbid: RFC 5280 asks more of a CA (key identifiers, say), and a judge that refuses such a one may be right by the RFC.

Answers, each with its CSR and its CA:

${answers.counts}

zlint and pkilint are given the certificate alone: they know neither what was asked for nor the CA, so another key or another CA is nothing that they could see. Of zlint the rules of RFC 5280 are run and not those for web servers. openssl gets the linked CA as the end of the chain, and the purpose of a TLS client. The handshake that certprov holds in a trial needs the device's key, which is in no repository: it is not counted here.

${answers.wrongly === '' ? '' : `Good ones that are refused:\n\n${answers.wrongly}\n`}
Requests, as files of an operator's: certprov reads one leniently where no octet is in doubt, and refuses the same text in an answer.

${requests.counts}

${requests.wrongly === '' ? '' : `Good ones that are refused:\n\n${requests.wrongly}\n`}${passed === '' ? '' : `\nBad answers of which certprov says nothing:\n\n${passed}\n`}`;

/** The promise: nothing good is refused, nothing bad goes by without a word. */
function figures(vectors, verdicts, judged) {
  const count = (expected, wanted) => counted(judged, verdicts, expected, wanted);
  return [
    { what: 'answers and requests', value: vectors.length, unit: 'cases' },
    { what: 'good ones that certprov refuses', value: count(GOOD, ['refused']), unit: 'cases', budget: 0 },
    { what: 'bad ones of which it says nothing', value: count(BAD, ['passed']), unit: 'cases', budget: 0 },
  ];
}
