import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { agrees } from '../corpora/agrees.ts';
import type { TriedFile } from '../corpora/corpora-page.ts';
import { decisionOn, DECISIONS } from '../corpora/decisions.ts';
import { readCorpora, type CorpusFile } from '../corpora/read-corpora.ts';
import { startSigner } from '../corpora/start-signer.ts';
import { tryFiles } from '../corpora/try-files.ts';
import { Account } from '../e2e/account.ts';
import { leavesCellEmpty, provesCell } from './matrix.ts';

const TABLE = 'CSRs of other projects';
const COLUMNS = ['reads', 'signs', 'dry-run'] as const;

const files = readCorpora();

/** What is to become of a file, by the manifest and the table of decisions alone. */
const isToBeSigned = ({ file, expected }: CorpusFile): boolean =>
  (decisionOn(file)?.signer ?? (expected === 'accept' ? 'SIGNED' : 'refused')) === 'SIGNED';

const kindOf = ({ file, expected }: CorpusFile): string => decisionOn(file)?.title ?? expected;

/** One of every kind, from as many projects as possible. */
function sampleOf(all: readonly CorpusFile[]): ReadonlySet<CorpusFile> {
  const sample = new Map<string, CorpusFile>();
  for (const kind of new Set(all.map(kindOf))) {
    const seen = new Set([...sample.values()].map(({ corpus }) => corpus));
    const ofKind = all.filter((file) => kindOf(file) === kind);
    sample.set(kind, ofKind.find(({ corpus }) => !seen.has(corpus)) ?? ofKind[0]!);
  }
  return new Set(sample.values());
}

/** In the account of `enabled`, by a program of its own, which gets the file as it is. */
async function dryRun(file: CorpusFile, enabled: Account): Promise<string> {
  const account = enabled.copy();
  const out = join(account.home, 'device.pem');
  const run = await account.run(['dry-run', '--sandbox', '--csr', file.path, '--out', out, '--json']);
  expect(run.stderr).not.toMatch(/^\s+at .*:\d+:\d+/m);
  const { verdict, invoked, checks } = run.json();
  const isSigned = isToBeSigned(file);
  const fails = decisionOn(file.file)?.certificateFails;
  const isGood = isSigned && fails === undefined;
  expect({ exitCode: run.exitCode, verdict, invoked }).toEqual({
    exitCode: isGood ? 0 : 3,
    verdict: isGood ? 'pass' : 'fail',
    invoked: isSigned,
  });
  if (fails !== undefined) {
    const failed = (checks as readonly { readonly code: string; readonly passed: boolean }[]).filter((c) => !c.passed);
    expect(failed.map(({ code }) => code)).toEqual([fails]);
    return 'certificate that fails the trial';
  }
  if (!isSigned) {
    const codes = /^fails (.*)/.exec(decisionOn(file.file)?.dryRun ?? '')?.[1]?.split(', ') ?? [
      expect.stringMatching(/^CSR_/),
    ];
    for (const code of codes)
      expect(checks).toContainEqual(expect.objectContaining({ code, passed: false, fix: expect.any(String) }));
    return 'refused before anything is invoked';
  }
  const issued = new X509Certificate(readFileSync(out)).publicKey;
  const asked = parseCertificationRequest(file.bytes).publicKey.key!;
  expect(issued.equals(asked)).toBe(true);
  return 'certificate with its key';
}

describe.skipIf(files.length === 0).concurrent('the CSRs of other projects', () => {
  let tried: readonly TriedFile[];
  let enabled: Account;
  const sample = sampleOf(files);

  beforeAll(async () => {
    await using signer = await startSigner();
    tried = await tryFiles(files, signer);
    enabled = await Account.enabled();
  });

  it('has one of every class and every decision in its short form', () => {
    const kinds = new Set([...sample].map(kindOf));
    for (const { title } of DECISIONS) expect(kinds).toContain(title);
    expect(sample.size).toBe(kinds.size);
  });

  for (const [index, file] of files.entries()) {
    const place = { table: TABLE, row: file.corpus, what: file.file };
    const isSigned = isToBeSigned(file);
    provesCell({
      ...place,
      column: 'reads',
      isShort: true,
      async prove() {
        const { dryRun: found } = tried[index]!.outcome;
        expect(found).toMatch(isSigned ? /^(passes|notes)/ : /^fails/);
        return isSigned ? 'accepted' : 'refused';
      },
    });
    provesCell({
      ...place,
      column: 'signs',
      isShort: true,
      async prove() {
        const { outcome } = tried[index]!;
        const decision = decisionOn(file.file);
        expect(outcome.signer === 'SIGNED').toBe(isSigned);
        expect(agrees(file.expected, outcome)).toBe(!decision || decision.kind === 'source');
        return isSigned ? 'subject and key as asked' : 'refused with a code';
      },
    });
    provesCell({ ...place, column: 'dry-run', isShort: sample.has(file), prove: () => dryRun(file, enabled) });
  }
});

// To be seen in the matrix, and not just missing from it.
if (files.length === 0) {
  for (const column of COLUMNS)
    leavesCellEmpty({ table: TABLE, row: 'any', column }, 'the files are not on this machine');
}
