import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { certprovVerdict, type Verdict } from '../../bench/judges.ts';
import { packageRoot } from '../../src/local/package-root.ts';
import { readVectors, type Vector } from './read-vectors.ts';

const BAD: readonly Vector['expected'][] = ['reject', 'reject-or-warn', 'warn-or-reject'];
const GOOD: readonly Vector['expected'][] = ['accept', 'accept-or-warn'];

const page = readFileSync(join(packageRoot(), 'docs', 'judges.md'), 'utf8');
const numbersOf = (line: string): readonly number[] => [...line.matchAll(/\d+/g)].map(([digits]) => Number(digits));
const [answers, requests] = page.split('Requests,');

describe('docs/judges.md', () => {
  it.each([
    ['answer', answers],
    ['csr', requests],
  ] as const)('tells what certprov makes of each %s today', (kind, text = '') => {
    const judged = readVectors()
      .filter((vector) => vector.kind === kind)
      .map((vector) => ({ expected: vector.expected, verdict: certprovVerdict(vector) }));
    const count = (expected: readonly Vector['expected'][], verdict?: Verdict): number =>
      judged.filter((each) => expected.includes(each.expected) && (verdict ?? each.verdict) === each.verdict).length;
    const lines = text.split('\n');
    expect(numbersOf(lines.find((line) => line.startsWith('| judge')) ?? '')).toEqual([count(BAD), count(GOOD)]);
    expect(numbersOf(lines.find((line) => line.startsWith('| **certprov**')) ?? '')).toEqual([
      count(BAD, 'refused'),
      count(BAD, 'warned'),
      count(BAD, 'passed'),
      count(GOOD, 'refused'),
    ]);
  });

  it('refuses nothing good, and lets nothing bad go by without a word', () => {
    const of = (expected: readonly Vector['expected'][], verdict: Verdict): readonly string[] =>
      readVectors()
        .filter((vector) => expected.includes(vector.expected) && certprovVerdict(vector) === verdict)
        .map(({ id }) => id);
    expect({ refused: of(GOOD, 'refused'), unseen: of(BAD, 'passed') }).toEqual({ refused: [], unseen: [] });
  });
});
