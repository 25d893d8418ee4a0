import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { readAndJudge } from '../../../src/checks/trial/judge-csr.ts';
import type { TrialVerdict } from '../../../src/checks/trial/judge-trial.ts';
import type { Json } from '../../../src/terminal/output.ts';
import { trialDocument } from '../../../src/commands/dry-run/show-trial.ts';
import { bitsShown, placesOf, secretsOf, spellingsOf } from './key-spellings.ts';
import { answer, issue, judge, report, request } from './trial-setting.ts';

/** Made anew for each run; they guard nothing. */
const KEYS = [
  secretsOf('EC', generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey),
  secretsOf('Ed25519', generateKeyPairSync('ed25519').privateKey),
  secretsOf('RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
];
const certificatePem = issue().pem;
const csr = readAndJudge(Buffer.from(request.pem));

const checksOf = (verdict: TrialVerdict): readonly Json[] =>
  trialDocument({ ...verdict, certificates: [], invoked: true })['checks'] as Json[];
const ALWAYS = new Set(checksOf(judge(answer(certificatePem), { csr })).map((check) => JSON.stringify(check)));

/** Less than this cannot be told from what stands in any text by chance, and is of no help to anybody. */
const FEW_BITS = 64;

describe.each(KEYS)('a private key ($name)', (key) => {
  it.each(Object.entries(spellingsOf(key)))('is not shown when a function prints it as %s', (_spelling, text) => {
    const shown = Object.entries(placesOf(text, certificatePem)).flatMap(([place, { logTail, ...answered }]) => {
      const verdict = judge({ elapsedMs: 10, ...answered, logTail: logTail || report(10) }, { csr });
      // What is said of a good answer too holds nothing of the key.
      const document = JSON.stringify(checksOf(verdict).filter((check) => !ALWAYS.has(JSON.stringify(check))));
      const bits = bitsShown(document, key);
      return bits >= FEW_BITS ? [`${place}: ${bits} bits in ${document.slice(0, 3000)}`] : [];
    });
    expect(shown).toEqual([]);
  });
});

describe('the measure', () => {
  it.each(KEYS)('sees a key that is shown: $name', (key) => {
    const blind = Object.entries(spellingsOf(key)).filter(([, text]) => bitsShown(text, key) < FEW_BITS);
    expect(blind.map(([spelling]) => spelling)).toEqual([]);
  });
});
