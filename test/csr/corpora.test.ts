import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseCertificationRequest } from '../../src/csr/certification-request.ts';
import { checkKey } from '../../src/csr/key-rules.ts';
import { CertprovError } from '../../src/errors.ts';
import { packageRoot } from '../../src/package-root.ts';
import { readCsvRows } from './read-csv-rows.ts';

const corpora = join(packageRoot(), '..', 'shared', 'corpora');
const rows = existsSync(corpora) ? readCsvRows(readFileSync(join(corpora, 'manifest.csv'), 'utf8')) : [];
const OLD_HASHES = ['md2', 'md4', 'md5', 'sha1'];

/** Every reason there is against a file, in the words of the manifest; none means that it is accepted. */
function reasonsAgainst(input: Buffer): readonly string[] {
  try {
    const { publicKey, signatureValid, signatureAlgorithm, version } = parseCertificationRequest(input);
    const key = checkKey(publicKey);
    return [
      ...(signatureValid ? [] : ['reject-signature']),
      ...(key.ok ? [] : [classOfKey(key.reason)]),
      ...(OLD_HASHES.includes(signatureAlgorithm.hash ?? '') ? ['policy-weak-hash'] : []),
      ...(version === 0 ? [] : ['policy-version']),
    ];
  } catch (error) {
    if (!(error instanceof CertprovError)) throw error;
    return ['reject-parse'];
  }
}

function classOfKey(reason: string): string {
  if (reason.startsWith('it is broken')) return 'reject-weak-key-structure';
  return /^it has \d+ bits/.test(reason) ? 'reject-weak-rsa-size' : 'reject-unsupported-key';
}

/** What agrees with each class: a file that is bad in two ways may be refused for either. */
const AGREES: Readonly<Record<string, (reasons: readonly string[]) => boolean>> = {
  accept: (reasons) => reasons.length === 0,
  'reject-parse': (reasons) => reasons.includes('reject-parse'),
  'reject-not-a-csr': (reasons) => reasons.includes('reject-parse'),
  'reject-signature': (reasons) => reasons.includes('reject-signature') || reasons.includes('reject-parse'),
  'reject-weak-rsa-size': (reasons) => reasons.includes('reject-weak-rsa-size'),
  'reject-unsupported-key': (reasons) => reasons.includes('reject-unsupported-key'),
  'reject-weak-key-structure': (reasons) => reasons.includes('reject-weak-key-structure'),
  'policy-weak-hash': (reasons) => reasons.includes('policy-weak-hash'),
  'policy-version': (reasons) => reasons.every((reason) => reason === 'policy-version') && reasons.length > 0,
};

describe.skipIf(rows.length === 0)("CSRs of other projects' test suites", () => {
  it('are all there', () => {
    expect(rows).toHaveLength(298);
  });

  it.each(rows.map((row) => [row.file, row.expected_class] as const))('%s: %s', (file = '', expected = '') => {
    const reasons = reasonsAgainst(readFileSync(join(corpora, file)));
    const agrees = AGREES[expected.replace(/ \(.*/, '')];
    expect(agrees, `unknown class ${expected}`).toBeDefined();
    expect(agrees?.(reasons), `found: ${reasons.join(', ') || 'nothing'}`).toBe(true);
  });
});
