import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { judgeCsr } from '../../src/checks/trial/judge-csr.ts';
import { judgeTrial } from '../../src/checks/trial/judge-trial.ts';
import type { TrialCheck } from '../../src/checks/trial/trial-check.ts';
import { readRequest } from '../../src/signer/read-request.ts';
import { readVectors, VECTORS, VECTORS_NOW, vectorFile, type Vector } from './read-vectors.ts';

const cases = readVectors();

describe('test/vectors', () => {
  it('has an index of files that are there, each under a name of its own', () => {
    const files = cases.flatMap(({ file, csr, ca }) => [file, csr, ...(ca === undefined ? [] : [ca])]);
    expect(files.filter((file) => !existsSync(join(VECTORS, file)))).toEqual([]);
    expect(new Set(cases.map(({ id }) => id)).size).toBe(cases.length);
    const listed = new Set(files);
    expect(readdirSync(join(VECTORS, 'files')).filter((file) => !listed.has(`files/${file}`))).toEqual([]);
  });

  it('has no private key', () => {
    const texts = readdirSync(join(VECTORS, 'files')).map((file) =>
      readFileSync(join(VECTORS, 'files', file), 'latin1'),
    );
    expect(texts.filter((text) => /PRIVATE KEY/.test(text))).toEqual([]);
  });
});

const judged = new Map<string, readonly TrialCheck[]>();
const judge = (vector: Vector): readonly TrialCheck[] => {
  const checks = judged.get(vector.id) ?? judgeNow(vector);
  judged.set(vector.id, checks);
  return checks;
};

function judgeNow({ kind, file, csr, ca }: Vector): readonly TrialCheck[] {
  if (kind === 'csr') return judgeCsr(vectorFile(csr), { refusesNobody: true });
  const payload = JSON.stringify({ certificatePem: vectorFile(file).toString('utf8') });
  return judgeTrial({
    csrInput: vectorFile(csr),
    runs: [{ payload, functionError: undefined, logTail: '', elapsedMs: 10 }],
    issuerPem: ca === undefined ? undefined : vectorFile(ca).toString('utf8'),
    issuerName: undefined,
    now: VECTORS_NOW,
    limitMs: 5000,
  }).checks;
}

/** Every certificate that ends is told of, so that note says nothing about this one. */
const codes = (checks: readonly TrialCheck[], severity: string): readonly string[] =>
  checks.filter((check) => check.severity === severity && check.code !== 'WILL_EXPIRE').map(({ code }) => code);

const EXPECTED: Readonly<Record<Vector['expected'], (failed: boolean, noted: boolean) => boolean>> = {
  accept: (failed, noted) => !failed && !noted,
  'accept-or-warn': (failed) => !failed,
  warn: (failed, noted) => !failed && noted,
  'warn-or-reject': (failed, noted) => failed || noted,
  'reject-or-warn': (failed, noted) => failed || noted,
  reject: (failed) => failed,
};
/** What is true of these, and no fault. */
const ALLOWED_NOTES: Readonly<Record<string, readonly string[]>> = {
  'good-no-eku': ['CLIENT_AUTH'],
  'good-subject-rewritten': ['SUBJECT_SAME'],
  'good-chain': ['ONE_CERTIFICATE'],
  'good-device-of-rsa-4096': ['CERTIFICATE_SIZE'],
};

describe('the judge', () => {
  it.each(cases.map((vector) => [vector.id, vector.expected, vector] as const))(
    'judges %s: %s',
    (id, expected, vector) => {
      const checks = judge(vector);
      const failed = codes(checks, 'fail');
      const noted = codes(checks, 'note').filter((code) => !ALLOWED_NOTES[id]?.includes(code));
      expect(EXPECTED[expected](failed.length > 0, noted.length > 0), `${failed.join()} / ${noted.join()}`).toBe(true);
      expect(checks.filter(({ severity, summary, fix }) => summary === '' || (severity === 'fail' && !fix))).toEqual(
        [],
      );
    },
  );
});

it('says of each vector what it has said of it before, word for word', async () => {
  const known = new Set<string>();
  const once = (text: string): string => (known.has(text) ? '' : (known.add(text), `: ${text}`));
  const said = cases.map((vector) => {
    const lines = judge(vector)
      // Words of OpenSSL, which each version of it has its own of.
      .filter(({ code }) => code !== 'LOADS_AS_TEXT')
      .filter(({ severity, summary }) => severity !== 'ok' || !known.has(summary))
      .map(({ severity, code, summary, fix }) => `  ${severity} ${code}${once(`${summary}${fix ? ` | ${fix}` : ''}`)}`);
    return [vector.id, ...lines].join('\n');
  });
  await expect(`${said.join('\n')}\n`).toMatchFileSnapshot('said.txt');
});

describe('the signer', () => {
  const requests = [...new Set(cases.map(({ csr }) => csr))];

  it.each(requests)('refuses %s exactly when the judge does', (file) => {
    const isRefused = judgeCsr(vectorFile(file), { refusesNobody: true }).some(({ passed }) => !passed);
    expect(signedOrNot(vectorFile(file).toString('utf8'))).toBe(isRefused ? 'CsrRefused' : 'signed');
  });

  it.each(['1-q01-ec-infinity-forged', '2-o01-infinity-p384', '1-q08-csr-hybrid'])(
    'signs no key whose point is none, whatever signature comes with it: %s',
    (name) => {
      expect(signedOrNot(vectorFile(`files/${name}.pem`).toString('utf8'))).toBe('CsrRefused');
    },
  );
});

function signedOrNot(csr: string): string {
  try {
    return readRequest(csr).signatureValid ? 'signed' : 'not proven';
  } catch (error) {
    return (error as Error).name;
  }
}
